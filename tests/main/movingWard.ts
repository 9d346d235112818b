import type { Errand } from '#domain/alarms/bedsideAnswer.ts';
import { AlarmKind, AlarmPresence, AlarmPriority, type AlarmReport } from '#proto/gen/vigil/ward/v1/alarm.ts';
import type { Frame, WaveformBatch } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { Bed } from '#proto/gen/vigil/ward/v1/ward.ts';
import {
  type BackfillRequest,
  type BackfillResponse,
  type Opening,
  ResumeOutcome,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';

export const BEDS = 3;
export const RATE_HZ = 50;
const FRAME_SAMPLES = 5;
export const ORIGIN_NS = 1_700_000_000_000_000_000n;
export const FRAME_MS = (FRAME_SAMPLES * 1000) / RATE_HZ;
const SAMPLE_NS = BigInt(1_000_000_000 / RATE_HZ);

/** A sample, and whose it is: every raw value is the number of its patient. */
interface Sent {
  readonly raw: number;
  /** Which stay at which channel it belongs to. */
  readonly stay: number;
}

interface Standing {
  report: AlarmReport;
  readonly bed: number;
}

/**
 * A gateway whose patients come, go and change places while it streams, which gives a channel's number to another bed, loses
 * frames and restarts. Within an epoch numbers and indices go on whoever lies in the bed, as the contract allows.
 *
 * All that it sends says whose it is: a sample and a value are the number of the patient, and of an alarm {@link whose} knows who
 * lay in its bed while it stood. When a patient goes, the bedside ends an alarm that stands or goes on with it, as monitors do.
 */
export class MovingWard {
  epoch = 1;
  index = 0;
  sequence = 0;
  /** Patients who lay in the bed of an alarm while the bedside had it, by alarm. */
  readonly whose = new Map<string, Set<number | null>>();
  /** Decisions that were carried here: for which alarm, and who lay there at that moment. */
  readonly carried: { readonly commandId: string; readonly alarmId: string; readonly patient: number | null }[] = [];
  readonly #name: string;
  readonly #patients: (number | null)[];
  readonly #channels: number[] = Array.from({ length: BEDS }, (_, k) => k + 1);
  readonly #stays = Array.from({ length: BEDS }, () => 0);
  readonly #standing = new Map<string, Standing>();
  #originNs = ORIGIN_NS;
  #sent = new Map<number, Map<number, Sent>>();
  /** Reports since the beginning, with when they were made. */
  readonly #told: { readonly report: AlarmReport; readonly stay: number }[] = [];
  #lastStay = 0;
  #lastAlarm = 0;
  #changed = new Set<number>();
  #reports: AlarmReport[] = [];

  constructor(name: string, patients: readonly (number | null)[]) {
    this.#name = name;
    this.#patients = [...patients];
  }

  /** Whether a bed has changed that no frame has told. */
  get isUntold(): boolean {
    return this.#changed.size > 0;
  }

  patientAt(bed: number): number | null {
    return this.#patients[bed] ?? null;
  }

  beds(): Bed[] {
    return this.#patients.map((_, bed) => this.#bed(bed));
  }

  /** `endsAlarms`: the monitor ends what stands; else it goes on with it. */
  admits(bed: number, patient: number | null, endsAlarms: boolean): void {
    this.#patients[bed] = patient;
    this.#begins(bed);
    for (const [alarmId, standing] of this.#standing) {
      if (standing.bed !== bed) continue;
      if (endsAlarms) this.ends(alarmId);
      else this.whose.get(alarmId)?.add(patient);
    }
  }

  moves(from: number, to: number, endsAlarms: boolean): void {
    const patient = this.patientAt(from);
    this.admits(from, null, endsAlarms);
    this.admits(to, patient, endsAlarms);
  }

  swapsPatients(one: number, other: number, endsAlarms: boolean): void {
    const [a, b] = [this.patientAt(one), this.patientAt(other)];
    this.admits(one, b, endsAlarms);
    this.admits(other, a, endsAlarms);
  }

  /** Two beds' channels exchange their numbers. */
  swapsNumbers(one: number, other: number): void {
    const [a = 0, b = 0] = [this.#channels[one], this.#channels[other]];
    [this.#channels[one], this.#channels[other]] = [b, a];
    this.#begins(one);
    this.#begins(other);
  }

  restarts(): void {
    this.#originNs = this.nowNs;
    this.epoch += 1;
    this.index = 0;
    this.sequence = 0;
    this.#sent = new Map();
  }

  /** Time goes by in which no monitor gives a sample. */
  passes(ms: number): void {
    this.index += (ms * RATE_HZ) / 1000;
  }

  alarms(bed: number, kind: 'asystole' | 'rate' | 'lead'): void {
    this.#lastAlarm += 1;
    const alarmId = `${this.#name}${this.#lastAlarm}`;
    const whats = {
      asystole: { code: 'MDC_EVT_ECG_ASYSTOLE', label: 'Asystole', priority: AlarmPriority.ALARM_PRIORITY_HIGH },
      rate: { code: 'MDC_EVT_HI', label: 'HR 142 > 120', priority: AlarmPriority.ALARM_PRIORITY_MEDIUM },
      lead: { code: 'MDC_EVT_LEAD_OFF', label: 'Leads off', priority: AlarmPriority.ALARM_PRIORITY_MEDIUM },
    };
    const report: AlarmReport = {
      alarmId,
      bedId: `b${bed}`,
      ...whats[kind],
      kind: AlarmKind.ALARM_KIND_PHYSIOLOGICAL,
      presence: AlarmPresence.ALARM_PRESENCE_ON,
      onsetNs: this.nowNs,
      timeNs: this.nowNs,
      sourceId: 0,
      acknowledgement: undefined,
      limit: undefined,
      owner: undefined,
    };
    this.whose.set(alarmId, new Set([this.patientAt(bed)]));
    this.#standing.set(alarmId, { report, bed });
    this.#report(report, bed);
  }

  /** Ends an alarm, the oldest when none is named. */
  ends(alarmId = this.#standing.keys().next().value): void {
    const standing = this.#standing.get(alarmId ?? '');
    if (alarmId === undefined || standing === undefined) return;
    this.#standing.delete(alarmId);
    this.#report({ ...standing.report, presence: AlarmPresence.ALARM_PRESENCE_OFF, timeNs: this.nowNs }, standing.bed);
  }

  /** Reports all that stands anew, as with a worse value. */
  repeats(): void {
    for (const { report, bed } of this.#standing.values()) this.#report({ ...report, timeNs: this.nowNs }, bed);
  }

  /** A decision arrives: what it says of the alarm is told to all stations. */
  takes({ commandId, alarmId, actorId, carried }: Errand): 'accepted' | 'unknownAlarm' {
    const standing = this.#standing.get(alarmId);
    if (standing === undefined) return 'unknownAlarm';
    this.carried.push({ commandId, alarmId, patient: this.patientAt(standing.bed) });
    const told = { actorId, commandId, timeNs: this.nowNs };
    if (carried.action === 'acknowledge') standing.report = { ...standing.report, acknowledgement: told };
    if (carried.action === 'take') standing.report = { ...standing.report, owner: told };
    this.#report({ ...standing.report, timeNs: this.nowNs }, standing.bed);
    return 'accepted';
  }

  get nowNs(): bigint {
    return this.#originNs + BigInt(this.index) * SAMPLE_NS;
  }

  opening(): Opening {
    // What it says of beds is as of now: frames before it are not replayed.
    this.#reports = [];
    this.#changed = new Set();
    return {
      epoch: `e${this.epoch}`,
      firstSequence: BigInt(this.sequence + 1),
      outcome: ResumeOutcome.RESUME_OUTCOME_UNSPECIFIED,
      ward: { wardId: this.#name, displayName: this.#name, beds: this.beds() },
      channelStates: [],
      alarms: [...this.#standing.values()].map(({ report }) => report),
      observations: this.#patients.flatMap((patient, bed) =>
        patient === null ? [] : [{ numericId: 100 + bed, timeNs: this.nowNs, value: patient }],
      ),
    };
  }

  /** The next frame, whether it arrives or not. */
  frame(): Frame {
    this.sequence += 1;
    const bedChanges = [...this.#changed].map((bed) => ({ change: { $case: 'bed' as const, value: this.#bed(bed) } }));
    const alarms = this.#reports;
    this.#changed = new Set();
    this.#reports = [];
    const waveforms = this.#patients.flatMap((patient, bed): WaveformBatch[] => {
      if (patient === null) return [];
      const channelId = this.#channels[bed] ?? 0;
      const kept = this.#sent.get(channelId) ?? new Map<number, Sent>();
      this.#sent.set(channelId, kept);
      for (let k = 0; k < FRAME_SAMPLES; k++) {
        kept.set(this.index + k, { raw: patient, stay: this.#stays[bed] ?? 0 });
      }
      return [{ channelId, firstIndex: BigInt(this.index), samples: Array(FRAME_SAMPLES).fill(patient) }];
    });
    // Where a mark stands says whose it is too: nobody else has one there.
    const marks = this.#patients.flatMap((patient, bed) =>
      patient === null
        ? []
        : [{ channelId: this.#channels[bed] ?? 0, index: BigInt(this.index + (patient % FRAME_SAMPLES)), kind: 1 }],
    );
    this.index += FRAME_SAMPLES;
    const observations = this.#patients.flatMap((patient, bed) =>
      patient === null ? [] : [{ numericId: 100 + bed, timeNs: this.nowNs, value: patient }],
    );
    return {
      sequence: BigInt(this.sequence),
      sentNs: this.nowNs,
      waveforms,
      observations,
      alarms,
      bedChanges,
      channelStates: [],
      marks,
    };
  }

  /** The past as it is now: samples only of whoever is there now. `isCareless`: alarms also of those who were there before. */
  past({ ranges, fromNs, untilNs }: Omit<BackfillRequest, 'stationId'>, isCareless: boolean): BackfillResponse {
    const waveforms = ranges.flatMap(({ channelId, firstIndex, endIndex }): WaveformBatch[] => {
      const bed = this.#channels.indexOf(channelId);
      const list: WaveformBatch[] = [];
      for (let index = Number(firstIndex); index < Number(endIndex); index++) {
        const sent = this.#sent.get(channelId)?.get(index);
        if (sent !== undefined && sent.stay === this.#stays[bed]) {
          list.push({ channelId, firstIndex: BigInt(index), samples: [sent.raw] });
        }
      }
      return list;
    });
    const alarms = this.#told.flatMap(({ report, stay }) => {
      const isAsked =
        fromNs !== undefined && untilNs !== undefined && report.timeNs >= fromNs && report.timeNs < untilNs;
      const isOfNow = this.#stays[Number(report.bedId.slice(1))] === stay;
      return isAsked && (isOfNow || isCareless) ? [report] : [];
    });
    return { waveforms, observations: [], alarms, unavailable: [] };
  }

  #report(report: AlarmReport, bed: number): void {
    this.#reports.push(report);
    this.#told.push({ report, stay: this.#stays[bed] ?? 0 });
  }

  #begins(bed: number): void {
    this.#lastStay += 1;
    this.#stays[bed] = this.#lastStay;
    this.#changed.add(bed);
  }

  #bed(bed: number): Bed {
    const patient = this.patientAt(bed);
    return {
      bedId: `b${bed}`,
      displayName: `b${bed}`,
      patient:
        patient === null
          ? undefined
          : { patientId: `p${patient}`, displayName: `p${patient}`, ageYears: undefined, sex: 0 },
      devices: [],
      channels: [
        {
          channelId: this.#channels[bed] ?? 0,
          code: '',
          label: 'II',
          unit: 'mV',
          rateHz: RATE_HZ,
          scalePerLsb: 1,
          offset: 0,
          rawMinimum: -1000,
          rawMaximum: 1000,
          originNs: this.#originNs,
          deviceId: '',
        },
      ],
      numerics: [
        { numericId: 100 + bed, code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000, deviceId: '' },
      ],
    };
  }
}
