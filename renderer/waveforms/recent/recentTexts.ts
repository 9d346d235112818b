import type { Interval } from '#domain/measure/interval.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { NO_VALUE, unitText } from '#domain/vitals/display.ts';
import { AT_END, LEADS_OFF, SENSOR_OFF } from '#renderer/waveforms/engine/columnFlags.ts';
import type { LaneReading } from './pastQuestions.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** Time of day in the zone of the machine the wall stands on, with so many digits of the second's fraction. */
export function clockText(timeMs: number, digits: 0 | 1 | 3 = 0): string {
  // What is not shown is cut off, never rounded up: 14:02:10.96 has not become 11 s.
  const at = new Date(Math.floor(timeMs));
  const fraction = String(at.getMilliseconds()).padStart(3, '0').slice(0, digits);
  const seconds = digits === 0 ? two(at.getSeconds()) : `${two(at.getSeconds())}.${fraction}`;
  return `${two(at.getHours())}:${two(at.getMinutes())}:${seconds}`;
}

/** How far behind: `0:04`, `1:12`. */
export function aheadText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** A lane's value with its unit; NaN or null: no sample. */
export function laneValueText(value: number | null | undefined, { unit }: Pick<Channel, 'unit'>): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  const text = unitText(unit);
  return `${rounded(value, unit)}${text === '' ? '' : ` ${text}`}`;
}

/** What a lane shows at a time, and why it is no measure of the patient where it is none. `flags` as of a column. */
export function laneReadingText(reading: LaneReading | undefined, channel: Pick<Channel, 'unit'>): string {
  return [laneValueText(reading?.value, channel), flagsText(reading?.flags ?? 0)]
    .filter((part) => part !== '')
    .join(' ');
}

/** Why the samples of a column are no measure of the patient; '' while nobody says so. */
export function flagsText(flags: number): string {
  if ((flags & LEADS_OFF) !== 0) return 'leads off';
  if ((flags & SENSOR_OFF) !== 0) return 'sensor off';
  return (flags & AT_END) !== 0 ? 'saturated' : '';
}

/** The difference of two values, with its sign. */
export function laneChangeText(
  a: number | null | undefined,
  b: number | null | undefined,
  channel: Pick<Channel, 'unit'>,
): string {
  if (a == null || b == null || !Number.isFinite(a) || !Number.isFinite(b)) return `Δ ${NO_VALUE}`;
  const change = b - a;
  return `Δ ${change < 0 ? '−' : '+'}${laneValueText(Math.abs(change), channel)}`;
}

/** `812 ms · 73.9 /min`. */
export function spanText({ ms, perMinute }: Interval): string {
  const rate = perMinute === null ? '' : ` · ${perMinute < 1000 ? perMinute.toFixed(1) : Math.round(perMinute)} /min`;
  return `${Math.round(ms)} ms${rate}`;
}

function rounded(value: number, unit: string): string {
  if (unit === 'mV') return value.toFixed(2);
  if (unit === 'mm[Hg]') return value.toFixed(1);
  return String(Number(value.toPrecision(3)));
}
