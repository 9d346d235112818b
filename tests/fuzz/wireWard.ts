import type { Random } from '#fixtures/patients/random.ts';
import {
  AlarmKind,
  AlarmPresence,
  AlarmPriority,
  type AlarmReport,
  AlertLimit,
} from '#proto/gen/vigil/ward/v1/alarm.ts';
import { ChannelState, type Frame, SignalMarkKind } from '#proto/gen/vigil/ward/v1/frame.ts';
import { type Bed, Sex } from '#proto/gen/vigil/ward/v1/ward.ts';
import { type BackfillResponse, type Opening, ResumeOutcome } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { oneOf } from './mutateBytes.ts';

export const ORIGIN_MS = 1_800_000_000_000;
const FRAME_MS = 100;
/** Slow ones: their rings are small, and a ward is made for each mutation. */
const RATES_HZ = [50, 20];
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

/** Three beds with two channels and two numerics each; the third has no patient. */
export function wireBeds(): Bed[] {
  return [1, 2, 3].map((bed) => ({
    bedId: `b${bed}`,
    displayName: `Bed ${bed}`,
    patient:
      bed === 3
        ? undefined
        : { patientId: `p${bed}`, displayName: `Patient ${bed}`, ageYears: 40 + bed, sex: Sex.SEX_FEMALE },
    devices: [{ deviceId: `d${bed}`, displayName: 'Monitor', manufacturer: 'M', model: 'X' }],
    channels: RATES_HZ.map((rateHz, k) => ({
      channelId: channelIdOf(bed, k),
      code: k === 0 ? 'MDC_ECG_ELEC_POTL_II' : 'MDC_PULS_OXIM_PLETH',
      label: k === 0 ? 'II' : 'Pleth',
      unit: 'mV',
      rateHz,
      scalePerLsb: 0.005,
      offset: 0,
      rawMinimum: -2048,
      rawMaximum: 2047,
      originNs: ns(ORIGIN_MS),
      deviceId: `d${bed}`,
    })),
    numerics: ['MDC_ECG_HEART_RATE', 'MDC_PULS_OXIM_SAT_O2'].map((code, k) => ({
      numericId: 100 + 10 * bed + k,
      code,
      label: code,
      unit: '/min',
      periodMs: 1000,
      deviceId: `d${bed}`,
    })),
  }));
}

export function wireOpening(): Opening {
  return {
    epoch: 'e1',
    firstSequence: 1n,
    outcome: ResumeOutcome.RESUME_OUTCOME_PRESENT,
    ward: { wardId: 'w', displayName: 'Ward', beds: wireBeds() },
    channelStates: [{ channelId: channelIdOf(1, 1), fromIndex: 0n, state: ChannelState.CHANNEL_STATE_LEADS_OFF }],
    alarms: [wireAlarm(1, 'a1')],
    observations: [{ numericId: 110, timeNs: ns(ORIGIN_MS), value: 80 }],
  };
}

/** Frame `number` as a ward sends it every 100 ms: samples of all channels, and a little of everything else. */
export function wireFrame(number: number, random: Random): Frame {
  const sentMs = ORIGIN_MS + number * FRAME_MS;
  return {
    sequence: BigInt(number),
    sentNs: ns(sentMs),
    waveforms: samplesOf(number),
    observations: [111, 120, 121].map((numericId) => ({
      numericId,
      timeNs: ns(sentMs - 20),
      value: random.below(200),
    })),
    alarms: [wireAlarm(1, 'a1'), wireAlarm(2, `a${1 + random.below(5)}`, random)],
    bedChanges: random.below(4) === 0 ? [{ change: { $case: 'bed', value: oneOf(random, wireBeds()) } }] : [],
    channelStates: [
      { channelId: channelIdOf(2, 1), fromIndex: BigInt(number), state: ChannelState.CHANNEL_STATE_QUESTIONABLE },
    ],
    marks: [
      { channelId: channelIdOf(1, 0), index: BigInt(number * 5 - 2), kind: SignalMarkKind.SIGNAL_MARK_KIND_QRS },
      {
        channelId: channelIdOf(2, 0),
        index: BigInt(number * 5 - 1),
        kind: SignalMarkKind.SIGNAL_MARK_KIND_PACER_PULSE,
      },
    ],
  };
}

/** The same without anything but samples: nothing in it depends on what came before. */
export function plainFrame(number: number): Frame {
  const sentNs = ns(ORIGIN_MS + number * FRAME_MS);
  const nothing = { observations: [], alarms: [], bedChanges: [], channelStates: [], marks: [] };
  return { sequence: BigInt(number), sentNs, waveforms: samplesOf(number), ...nothing };
}

export function wirePast(random: Random): BackfillResponse {
  return {
    waveforms: samplesOf(1),
    observations: [{ numericId: 110, timeNs: ns(ORIGIN_MS), value: 80 }],
    alarms: [wireAlarm(1, 'a7', random)],
    unavailable: [{ channelId: channelIdOf(2, 0), firstIndex: 0n, endIndex: 5n }],
  };
}

export function wireAlarm(bed: number, alarmId: string, random?: Random): AlarmReport {
  const priorities = [
    AlarmPriority.ALARM_PRIORITY_HIGH,
    AlarmPriority.ALARM_PRIORITY_MEDIUM,
    AlarmPriority.ALARM_PRIORITY_LOW,
  ];
  return {
    alarmId,
    bedId: `b${bed}`,
    code: 'MDC_EVT_LO',
    label: 'SpO2 84 < 90',
    kind: AlarmKind.ALARM_KIND_PHYSIOLOGICAL,
    priority: random === undefined ? AlarmPriority.ALARM_PRIORITY_HIGH : oneOf(random, priorities),
    presence: AlarmPresence.ALARM_PRESENCE_ON,
    onsetNs: ns(ORIGIN_MS),
    timeNs: ns(ORIGIN_MS),
    sourceId: 100 + 10 * bed + 1,
    acknowledgement: random && { actorId: 'nurse', timeNs: ns(ORIGIN_MS), commandId: '' },
    limit: { crossed: AlertLimit.ALERT_LIMIT_LOWER, limit: 90, value: 84, extreme: 82, unit: '%' },
    owner: random && { actorId: 'nurse', timeNs: ns(ORIGIN_MS), commandId: 'c1' },
  };
}

function samplesOf(number: number): Frame['waveforms'] {
  return [1, 2, 3].flatMap((bed) =>
    RATES_HZ.map((rateHz, k) => {
      const length = (rateHz * FRAME_MS) / 1000;
      const firstIndex = (number - 1) * length;
      const samples = Array.from({ length }, (_, at) => bed * 100 + ((firstIndex + at) % 50));
      return { channelId: channelIdOf(bed, k), firstIndex: BigInt(firstIndex), samples };
    }),
  );
}

function channelIdOf(bed: number, k: number): number {
  return bed * 10 + k;
}
