import { type LaneScale, scaleRule } from '#domain/signals/scaling.ts';
import type { StretchLane } from '#renderer/waveforms/engine/protocol.ts';
import { pastScale } from '#renderer/waveforms/recent/pastScale.ts';
import type { StripLane } from './stripLanes.ts';

/**
 * A lane's vertical scale, true to the millimetre for an ECG at a gain in mm/mV; the others by their unit, as live. Whole
 * millimetres of an ECG lie on the lines of the paper. `before` is kept while it serves.
 */
export function stripScale(
  { parameter, unit }: Pick<StripLane, 'parameter' | 'unit'>,
  gain: number,
  before: LaneScale | null,
  columns: StretchLane,
  heightMm: number,
): LaneScale | null {
  const rule = scaleRule(parameter, unit, gain);
  const scale = pastScale(rule, before, columns, heightMm);
  if (scale === null || rule.kind !== 'gain' || scale === before) return scale ?? before;
  const perMm = rule.perMv / gain;
  const low = Math.round(scale.low / perMm) * perMm;
  return { ...scale, low, high: low + heightMm * perMm };
}
