/** A map after some changes; the map itself when there were none. */
export class Changes<Value> {
  map: ReadonlyMap<string, Value>;
  #own: Map<string, Value> | undefined;

  constructor(before: ReadonlyMap<string, Value>) {
    this.map = before;
  }

  set(key: string, value: Value): void {
    this.#copy().set(key, value);
  }

  delete(key: string): void {
    this.#copy().delete(key);
  }

  #copy(): Map<string, Value> {
    if (this.#own === undefined) {
      this.#own = new Map(this.map);
      this.map = this.#own;
    }
    return this.#own;
  }
}
