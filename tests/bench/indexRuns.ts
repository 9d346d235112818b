/** Which sample indices of one channel were sent: runs [first, end), in order. Gaps lie between them. */
export class IndexRuns {
  readonly #runs: { first: number; end: number }[] = [];

  add(first: number, count: number): void {
    const last = this.#runs.at(-1);
    if (last && last.end === first) last.end += count;
    else this.#runs.push({ first, end: first + count });
  }

  /** Index after the last one sent; 0 before any. */
  get end(): number {
    return this.#runs.at(-1)?.end ?? 0;
  }

  /** How many indices in [from, until) were sent. */
  count(from: number, until: number): number {
    let count = 0;
    for (const { first, end } of this.#runs) count += Math.max(0, Math.min(end, until) - Math.max(first, from));
    return count;
  }
}
