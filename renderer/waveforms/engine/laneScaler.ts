import { sampleIndexAt } from '#domain/signals/channel.ts';
import type { Extent } from '#domain/signals/columns.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import { type LaneScale, nextScale, robustExtent, type ScaleRule } from '#domain/signals/scaling.ts';
import type { Lane, Trace } from './trace.ts';

/** The stretch a scale is chosen from, and the parts it is cut into. A part holds a slow beat, or a slow breath. */
const BEATS = { windowMs: 16_000, parts: 8 };
const BREATHS = { windowMs: 20_000, parts: 4 };
/** A scale is looked at again no sooner than this. */
const LOOK_AGAIN_MS = 2_500;
/** ... but while less than such a stretch is known of a signal: the first part of a breath says nothing of the whole. */
const LOOK_SOON_MS = 200;

/** Keeps the vertical scale of one lane, as a filter shows it. */
export class LaneScaler {
  readonly lane: Lane;
  readonly #rule: ScaleRule;
  readonly #heightMm: number;
  readonly #filter: FilterName;
  readonly #extent: Extent = { min: 0, max: 0 };
  #scale: LaneScale | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #lookAgainMs = 0;

  constructor(lane: Lane, rule: ScaleRule, heightMm: number, filter: FilterName = 'asSent') {
    this.lane = lane;
    this.#rule = rule;
    this.#heightMm = heightMm;
    this.#filter = filter;
  }

  /** null before the first sample. */
  get scale(): LaneScale | null {
    return this.#scale;
  }

  /** True when it is worth calling {@link look}. */
  isDue(monotonicMs: number): boolean {
    return this.#scale === null || monotonicMs - this.#lookedAtMs >= this.#lookAgainMs;
  }

  /**
   * Looks at the newest samples, or at the newest before `untilMs` (gateway's clock); true when the scale is another one
   * now.
   */
  look(monotonicMs: number, untilMs = Number.POSITIVE_INFINITY): boolean {
    const trace = this.#newestWithSamples();
    if (trace === undefined) return false;
    const { ring, channel } = trace;
    const end = Math.min(ring.endIndex, Math.ceil(sampleIndexAt(channel, untilMs)));
    const { windowMs, parts } = this.#rule.kind === 'auto' ? BREATHS : BEATS;
    const whole = (windowMs / 1000) * channel.rateHz;
    const from = Math.max(ring.startIndex, end - whole);
    const isYoung = end - ring.startIndex < whole;
    this.#lookAgainMs = isYoung ? LOOK_SOON_MS : LOOK_AGAIN_MS;
    // A young stretch holds no two breaths to compare, so nothing of it is taken for an artefact.
    const partsNow = isYoung && this.#rule.kind === 'auto' ? 1 : parts;
    const samples = trace.samples(this.#filter, monotonicMs);
    if (!robustExtent(samples, from, end, partsNow, this.#extent)) return false;
    const offset = trace.offset(this.#filter);
    const a = this.#extent.min * channel.scalePerLsb + offset;
    const b = this.#extent.max * channel.scalePerLsb + offset;
    const range = { low: Math.min(a, b), high: Math.max(a, b) };
    const before = this.#scale;
    const scale = nextScale(this.#rule, before, range, this.#heightMm, monotonicMs - this.#lookedAtMs);
    this.#lookedAtMs = monotonicMs;
    this.#scale = scale;
    return before === null || before.low !== scale.low || before.high !== scale.high || before.text !== scale.text;
  }

  #newestWithSamples(): Trace | undefined {
    return this.lane.traces.findLast(({ ring }) => !ring.isEmpty);
  }
}
