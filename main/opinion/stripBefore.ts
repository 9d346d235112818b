import type { Alarm } from '#domain/alarms/alarm.ts';
import { sourceKindOf } from '#domain/analysis/sourceKind.ts';
import type { Strip } from '#domain/analysis/strip.ts';
import { STRIP_MS } from '#domain/analysis/verdict.ts';
import { MISSING } from '#domain/signals/block.ts';
import { type Channel, physicalValue, sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { SampleRing } from '#domain/signals/ring.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';

/** The recent samples of the ward. A channel is one patient's in one bed: who comes after has others. */
export interface HeldWaves {
  /** As it is described now. */
  bedOf(bedKey: string): Bed | undefined;
  readonly channels: ReadonlyMap<number, { readonly channel: Channel; readonly ring: SampleRing }>;
  readonly marks: { between(channelId: number, from: number, until: number): readonly SignalMark[] };
}

/** A strip as it is held now, or why there is none, for people. */
export type HeldStrip =
  | {
      readonly ok: true;
      readonly strip: Strip;
      readonly codes: readonly (string | null)[];
      readonly untilMs: number;
      /** Whether samples reach up to the alarm; if not, they may come yet. */
      readonly isWhole: boolean;
    }
  /** `isFinal`: waiting brings nothing. */
  | { readonly ok: false; readonly reason: string; readonly isFinal: boolean };

/** A device may date the onset back to where the condition began, which then lies behind it; no later than this. */
const ONSET_BACK_MS = 10_000;
/** Rules look back as far as this; of less a pause at the beginning would be taken for one of the heart. */
const LEAST_MS = 18_000;
/** A channel that is further behind the others than this gives nothing more; what it lacks is missing. */
const BEHIND_MS = 2_000;
/** Below, a QRS is a sample or two; above, it is no wave of a monitor, and would take the time of ten. */
const RATES_HZ = { from: 50, until: 2_000 };
/** Twelve leads, and what shows the pulse. */
const MOST_CHANNELS = 16;

interface Witness {
  readonly channel: Channel;
  readonly ring: SampleRing;
}

/**
 * The last 30 s before an alarm of the patient it is of: all ECG leads, pleth and arterial pressure of the bed, copied. Where less
 * is held it is as long as what is held. Ends when the alarm was told to be there, which may be later than its onset.
 */
export function stripBefore(waves: HeldWaves, { report, patientKey }: Alarm): HeldStrip {
  const bed = waves.bedOf(report.bedKey);
  if (bed === undefined) return { ok: false, reason: 'the bed is not described', isFinal: false };
  if (patientKeyOf(bed) !== patientKey)
    return { ok: false, reason: 'another patient, or nobody, lies in the bed by now', isFinal: true };
  const described = bed.channels.filter(isWitness).slice(0, MOST_CHANNELS);
  if (described.length === 0)
    return { ok: false, reason: 'the bed has no ECG, pleth or arterial pressure', isFinal: false };
  const held = described.flatMap(({ channelId }): Witness[] => {
    const known = waves.channels.get(channelId);
    return known === undefined || known.ring.isEmpty ? [] : [known];
  });
  const alarmMs = Math.min(Math.max(report.timeMs, report.onsetMs), report.onsetMs + ONSET_BACK_MS);
  const newestMs = Math.max(...held.map(endOf));
  const untilMs = Math.min(alarmMs, newestMs);
  const oldestMs = Math.min(...held.map(({ channel, ring }) => sampleTimeMs(channel, ring.startIndex)));
  const durationMs = Math.min(STRIP_MS, untilMs - oldestMs);
  if (held.length === 0 || untilMs < alarmMs - BEHIND_MS || !(durationMs >= LEAST_MS))
    return { ok: false, reason: `less than ${LEAST_MS / 1000} s before the alarm are held`, isFinal: false };
  const fromMs = untilMs - durationMs;
  return {
    ok: true,
    strip: {
      durationMs,
      channels: held.map((witness) => channelOf(witness, fromMs, durationMs)),
      pacerMs: held.flatMap(({ channel }) => pacedIn(waves, channel, fromMs, untilMs)),
    },
    codes: held.map(({ channel }) => channel.code),
    untilMs,
    isWhole: held.map(endOf).every((endMs) => endMs >= alarmMs || endMs < newestMs - BEHIND_MS),
  };
}

function isWitness(channel: Channel): boolean {
  return sourceKindOf(channel) !== null && channel.rateHz >= RATES_HZ.from && channel.rateHz <= RATES_HZ.until;
}

/** When the sample after the newest would be. */
function endOf({ channel, ring }: Witness): number {
  return sampleTimeMs(channel, ring.endIndex);
}

/** When the device saw a pacemaker's pulse, ms from the beginning: it must not be taken for a beat of the heart. */
function pacedIn({ marks }: HeldWaves, channel: Channel, fromMs: number, untilMs: number): number[] {
  const [from, until] = [sampleIndexAt(channel, fromMs), sampleIndexAt(channel, untilMs)];
  return marks.between(channel.channelId, from, until).flatMap(({ kind, index }) => {
    return kind === 'pacer' ? [sampleTimeMs(channel, index) - fromMs] : [];
  });
}

function channelOf({ channel, ring }: Witness, fromMs: number, durationMs: number): Strip['channels'][number] {
  const first = Math.round(sampleIndexAt(channel, fromMs));
  // A plain loop: with a function for each sample the station's own thread was held up five times as long.
  const samples = new Float64Array(Math.round((durationMs * channel.rateHz) / 1000));
  for (let k = 0; k < samples.length; k++) {
    const raw = ring.at(first + k);
    samples[k] = raw === MISSING ? Number.NaN : physicalValue(channel, raw);
  }
  const { label, rateHz } = channel;
  return { kind: sourceKindOf(channel) ?? 'ecg', label, rateHz, samples };
}
