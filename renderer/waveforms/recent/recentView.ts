import { LOOK_BACK_MS } from '#renderer/waveforms/engine/sweep.ts';

/** Shorter stretches show no more: two small squares of ECG paper. */
export const SHORTEST_MS = 400;
/** A span as near as this, as a part of it, to one that is true to the millimetre becomes that one. */
const SNAP = 0.06;
/** One step of a key: parts of what is visible. */
const PAN_STEP = 0.2;

/** Two clicks in time. */
export type Measure =
  | { readonly kind: 'none' }
  /** The first click was made. */
  | { readonly kind: 'begun'; readonly aMs: number }
  | { readonly kind: 'done'; readonly aMs: number; readonly bMs: number };

/** What of the past is looked at. All times are on the station's clock, in milliseconds. */
export interface RecentView {
  readonly nowMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** The right end stays at now. */
  readonly followsNow: boolean;
  readonly measure: Measure;
  /** Before the click that was made last: it may turn out to be half of a double click. */
  readonly measureBefore: Measure;
}

export type RecentEvent =
  /** Time has passed. */
  | { readonly type: 'time'; readonly nowMs: number }
  /** `factor` below 1: nearer. What stands at `atMs` stays where it is; null: the middle. */
  | { readonly type: 'zoom'; readonly atMs: number | null; readonly factor: number }
  /** Above 0: later. */
  | { readonly type: 'pan'; readonly byMs: number }
  | { readonly type: 'step'; readonly by: 1 | -1 }
  | { readonly type: 'show'; readonly fromMs: number; readonly untilMs: number }
  /** So long a stretch, about the middle of what is seen. */
  | { readonly type: 'span'; readonly spanMs: number }
  | { readonly type: 'whole' }
  | { readonly type: 'click'; readonly atMs: number }
  /** Its first click has come before it; the second one is not told. */
  | { readonly type: 'doubleClick' }
  | { readonly type: 'escape' };

const NO_MEASURE: Measure = { kind: 'none' };

/** The whole five minutes, or the newest `spanMs` of them. */
export function openRecent(nowMs: number, spanMs: number | null): RecentView {
  const span = Math.min(Math.max(spanMs ?? LOOK_BACK_MS, SHORTEST_MS), LOOK_BACK_MS);
  return {
    nowMs,
    fromMs: nowMs - span,
    untilMs: nowMs,
    followsNow: true,
    measure: NO_MEASURE,
    measureBefore: NO_MEASURE,
  };
}

/**
 * The view after an event; null: back to live. `trueSpans`: lengths at which the picture is true in time on this display
 * (25 mm/s and so on); zooming stops at them.
 *
 * Never shows what is to come, nor, when it is moved, what is older than five minutes. What is only looked at stays where
 * it is, also when it gets older than that.
 */
export function reduceRecent(
  view: RecentView,
  event: RecentEvent,
  trueSpans: readonly number[] = [],
): RecentView | null {
  const span = view.untilMs - view.fromMs;
  switch (event.type) {
    case 'time': {
      const by = view.followsNow ? event.nowMs - view.untilMs : 0;
      return { ...view, nowMs: event.nowMs, fromMs: view.fromMs + by, untilMs: view.untilMs + by };
    }
    case 'zoom': {
      const at = event.atMs ?? (view.fromMs + view.untilMs) / 2;
      const wanted = limited(span * event.factor);
      const near = trueSpans.find((each) => Math.abs(wanted / each - 1) < SNAP && Math.abs(span / each - 1) > 1e-6);
      const next = limited(near ?? wanted);
      return placed(view, at - ((at - view.fromMs) / span) * next, next);
    }
    case 'pan':
      return placed(view, view.fromMs + event.byMs, span);
    case 'step':
      return placed(view, view.fromMs + event.by * PAN_STEP * span, span);
    case 'show': {
      const [from, until] = [Math.min(event.fromMs, event.untilMs), Math.max(event.fromMs, event.untilMs)];
      const next = limited(until - from);
      return placed(view, (from + until - next) / 2, next);
    }
    case 'span': {
      const next = limited(event.spanMs);
      return placed(view, (view.fromMs + view.untilMs - next) / 2, next);
    }
    case 'whole':
      return placed(view, view.nowMs - LOOK_BACK_MS, LOOK_BACK_MS);
    case 'click':
      return { ...view, measure: clicked(view.measure, event.atMs), measureBefore: view.measure };
    case 'doubleClick':
      return placed({ ...view, measure: view.measureBefore }, view.nowMs - LOOK_BACK_MS, LOOK_BACK_MS);
    case 'escape':
      return view.measure.kind === 'none' ? null : { ...view, measure: NO_MEASURE, measureBefore: NO_MEASURE };
  }
}

function limited(spanMs: number): number {
  return Math.min(Math.max(spanMs, SHORTEST_MS), LOOK_BACK_MS);
}

function placed(view: RecentView, fromMs: number, spanMs: number): RecentView {
  const latest = view.nowMs - spanMs;
  const from = Math.min(Math.max(fromMs, view.nowMs - LOOK_BACK_MS), latest);
  return { ...view, fromMs: from, untilMs: from + spanMs, followsNow: from === latest };
}

function clicked(measure: Measure, atMs: number): Measure {
  return measure.kind === 'begun' ? { kind: 'done', aMs: measure.aMs, bMs: atMs } : { kind: 'begun', aMs: atMs };
}
