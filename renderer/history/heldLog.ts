import type { LogKey, LogRow } from './schema.ts';

/** Rows of the log that are there, so that they are removed without being looked for: a browser steps over all that it ever removed. */
export class HeldLog {
  /** By lane, in the order of their keys. */
  readonly #lanes = new Map<number, LogKey[]>();

  add(rows: readonly LogRow[]): void {
    const touched = new Set<LogKey[]>();
    for (const { lane, slotMs, seq } of rows) {
      const keys = this.#lanes.get(lane) ?? [];
      this.#lanes.set(lane, keys);
      keys.push([lane, slotMs, seq]);
      touched.add(keys);
    }
    for (const keys of touched) keys.sort((a, b) => a[1] - b[1] || a[2] - b[2]);
  }

  /** The keys of entries before one, as few ranges; both ends are in them. */
  before(seq: number): readonly (readonly [first: LogKey, last: LogKey])[] {
    const ranges: [LogKey, LogKey][] = [];
    for (const keys of this.#lanes.values()) {
      let open: [LogKey, LogKey] | null = null;
      for (const key of keys) {
        if (key[2] >= seq) open = null;
        else if (open !== null) open[1] = key;
        else {
          open = [key, key];
          ranges.push(open);
        }
      }
    }
    return ranges;
  }

  /** Those of {@link before} are removed. */
  cut(seq: number): void {
    for (const [lane, keys] of this.#lanes) {
      this.#lanes.set(
        lane,
        keys.filter((key) => key[2] >= seq),
      );
    }
  }
}
