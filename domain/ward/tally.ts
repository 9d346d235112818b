/** Counts by name of what was dropped, repaired or refused. What we drop, we count, and the count can be seen. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    if (count <= 0) return;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** The counts above zero. */
  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
