import type { SourcedReport } from '#domain/alarms/alarm.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { Random } from '#fixtures/patients/random.ts';
import type { Journal } from '#main/alarms/journal.ts';
import { openJournal } from '#main/alarms/openJournal.ts';
import { RecordedDesk } from '#main/alarms/recordedDesk.ts';

const GATEWAY = 'ward:7000';
const BEDS = 64;
/** On such a ward as many alarms stand at once. */
const STANDING = 40;
const BEGIN_MS = 1_700_000_000_000;
/** At literature rates 100,000 entries are two and a half days; more are closer together, as the record keeps 72 h only. */
const SPAN_MS = 60 * 60 * 60_000;
const USUAL_STEP_MS = 2_000;

/** After so many entries the disk is waited for: no ward is faster than a disk. */
const BREATH = 500;

const kinds: readonly Pick<AlarmReport, 'code' | 'label' | 'kind' | 'priority'>[] = [
  { code: 'MDC_EVT_HI', label: 'HR 142 > 120', kind: 'physiological', priority: 'medium' },
  { code: 'MDC_PULS_OXIM_SAT_O2', label: 'SpO2 86 < 90', kind: 'physiological', priority: 'medium' },
  { code: 'MDC_EVT_LEAD_OFF', label: 'ECG leads off', kind: 'technical', priority: 'low' },
  { code: 'MDC_EVT_ECG_V_TACHY', label: 'Ventricular tachycardia', kind: 'physiological', priority: 'high' },
];

/**
 * Writes a record of so many entries into a folder, as a station does on a ward of 64 beds whose alarms begin, change, end, are
 * acknowledged, taken, handed on and noted, here and at another station; and is killed.
 *
 * @returns the desk as it was at that moment, and when that was by its clock
 */
export async function writtenRecord(folder: string, entries: number): Promise<{ desk: Desk; nowMs: number }> {
  let nowMs = BEGIN_MS;
  const clock = { nowMs: () => nowMs, monotonicMs: () => performance.now() };
  const stop = (_: string, line: string): never => {
    throw new Error(line);
  };
  const opened = openJournal({ folder, clock, log: stop });
  // The first entry tells of the start.
  const journal = new CountedJournal(opened.journal, 1);
  const desk = new RecordedDesk({ clock, ...opened, journal });
  const ward = new BusyWard();
  const stepMs = Math.min(USUAL_STEP_MS, SPAN_MS / entries);
  desk.take(ward.named());
  for (let n = 0; journal.entries < entries; n++) {
    nowMs = BEGIN_MS + Math.round(n * stepMs);
    if (n % BREATH > 0) desk.take(ward.next(nowMs));
    else await new Promise<void>((resolve) => desk.take(ward.next(nowMs), () => resolve()));
  }
  await journal.close();
  return { desk: desk.desk, nowMs };
}

/** Counts what is appended. */
class CountedJournal implements Journal {
  readonly #journal: Journal;
  entries: number;

  constructor(journal: Journal, entries: number) {
    this.#journal = journal;
    this.entries = entries;
  }

  append(...entry: Parameters<Journal['append']>): void {
    this.entries += 1;
    this.#journal.append(...entry);
  }

  checkpoint(...at: Parameters<Journal['checkpoint']>): void {
    this.#journal.checkpoint(...at);
  }

  wantsCheckpoint(replayMs: number): boolean {
    return this.#journal.wantsCheckpoint(replayMs);
  }

  read(fromMs: number, untilMs: number): ReturnType<Journal['read']> {
    return this.#journal.read(fromMs, untilMs);
  }

  watchTrouble(listener: (isLost: boolean) => void): void {
    this.#journal.watchTrouble(listener);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

/** What happens on the ward, one thing after the other; the same each time. */
class BusyWard {
  readonly #random = new Random(1, 'restart');
  readonly #standing: AlarmReport[] = [];
  #alarms = 0;
  #commands = 0;

  named(): AlarmEvent {
    const beds = Array.from({ length: BEDS }, (_, n) => ({ bedKey: `${GATEWAY}/bed-${n}`, name: `3E-${n + 1}` }));
    return { type: 'bedsNamed', gatewayId: GATEWAY, beds };
  }

  next(nowMs: number): AlarmEvent {
    const chance = this.#random.below(100);
    if (this.#standing.length < STANDING / 2 || (chance < 20 && this.#standing.length < STANDING))
      return this.#begins(nowMs);
    const index = this.#random.below(this.#standing.length);
    const report = this.#standing[index] as AlarmReport;
    if (chance < 40) {
      this.#standing.splice(index, 1);
      return reported({ ...report, presence: 'off', timeMs: nowMs, owner: null });
    }
    if (chance < 94) return this.#changes(index, { label: `${report.label.slice(0, 4)} ${nowMs % 90}`, timeMs: nowMs });
    if (chance < 96) {
      const owner = { actorId: 'dr.haas', commandId: `west-${++this.#commands}`, timeMs: nowMs };
      return this.#changes(index, { owner, timeMs: nowMs });
    }
    return this.#decided(report.alarmKey, nowMs);
  }

  #begins(nowMs: number): AlarmEvent {
    const kind = kinds[this.#random.below(kinds.length)] as (typeof kinds)[number];
    const place = { alarmKey: `${GATEWAY}/a${++this.#alarms}`, bedKey: `${GATEWAY}/bed-${this.#random.below(BEDS)}` };
    const times = { onsetMs: nowMs, timeMs: nowMs };
    const report: AlarmReport = {
      ...place,
      ...kind,
      ...times,
      presence: 'on',
      acknowledgement: null,
      limit: null,
      owner: null,
    };
    this.#standing.push(report);
    return reported(report);
  }

  #changes(index: number, change: Partial<AlarmReport>): AlarmEvent {
    const report = { ...(this.#standing[index] as AlarmReport), ...change };
    this.#standing[index] = report;
    return reported(report);
  }

  #decided(alarmId: string, nowMs: number): AlarmEvent {
    const whats = [
      { action: 'acknowledge' },
      { action: 'take' },
      { action: 'handOn', recipientId: 'm.lind' },
      { action: 'note', text: 'electrode replaced' },
    ] as const;
    const what = whats[this.#random.below(whats.length)] as (typeof whats)[number];
    const commandId = `c${++this.#commands}`;
    const decision: Decision = { ...what, commandId, alarmId, actorId: 'n.okafor', issuedMs: nowMs };
    return { type: 'decided', decision };
  }
}

function reported(report: AlarmReport): AlarmEvent {
  const reports: readonly SourcedReport[] = [{ report, sourceCode: null }];
  return { type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports };
}
