interface Span {
  /** null: of all gateways. */
  readonly gatewayId: string | null;
  readonly fromMs: number;
  untilMs: number;
}

/** When a window was told that something is missing, and of which gateway; a moment is a span of no length. */
export class Tellings {
  readonly #spans: Span[] = [];
  readonly #open = new Map<string | null, Span>();

  /** Something is missing at this time, for a reason that was told. `gatewayId` null: of all. */
  moment(gatewayId: string | null, atMs: number): void {
    this.#spans.push({ gatewayId, fromMs: atMs, untilMs: atMs });
  }

  /** From now on. Again: no effect. */
  begin(gatewayId: string | null, atMs: number): void {
    if (this.#open.has(gatewayId)) return;
    const span = { gatewayId, fromMs: atMs, untilMs: Number.POSITIVE_INFINITY };
    this.#spans.push(span);
    this.#open.set(gatewayId, span);
  }

  /** No longer. Does nothing when nothing had begun. */
  end(gatewayId: string | null, atMs: number): void {
    const span = this.#open.get(gatewayId);
    if (span !== undefined) span.untilMs = atMs;
    this.#open.delete(gatewayId);
  }

  /** Whether anything was told of a gateway within [fromMs, untilMs]. */
  any(gatewayId: string, fromMs: number, untilMs: number): boolean {
    return this.#spans.some(
      (span) =>
        (span.gatewayId === null || span.gatewayId === gatewayId) && span.fromMs <= untilMs && span.untilMs >= fromMs,
    );
  }
}
