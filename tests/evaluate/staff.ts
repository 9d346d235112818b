import { isUnanswered, stands } from '#domain/alarms/alarm.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import type { Decision } from '#domain/alarms/events.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { isListed } from '#domain/alarms/triage/presentation.ts';
import { Random } from '#fixtures/patients/random.ts';

const SECOND_MS = 1_000;

/**
 * How people behave. Vigil's own: no source we have read says how fast a central station is answered. From a call to the
 * answer at the station: median and spread of its logarithm, by urgency. Who has taken it is at the bed after the walk,
 * acknowledges there what stands, and stays for the visit.
 */
const reactionS: Readonly<Record<number, readonly [medianS: number, spread: number]>> = {
  3: [8, 0.5],
  2: [30, 0.7],
  1: [90, 0.8],
};
const walkS = [20, 60] as const;
const visitS = [40, 180] as const;

type Step = { readonly atMs: number; readonly bedKey: string } & (
  | { readonly does: 'answer' }
  | { readonly does: 'acknowledge'; readonly nurse: number }
);

/**
 * Nurses who answer what is on the list: they see the list and nothing else, neither what is held back nor what is true. For a
 * high one whoever is nearest leaves what they do; anything else waits for somebody who is free, the more urgent first.
 */
export class Staff {
  readonly #random: Random;
  readonly #freeMs: number[];
  readonly #steps = new Map<string, Step>();
  #commands = 0;

  constructor(nurses: number, seed: number) {
    this.#random = new Random(seed, 'evaluate: staff');
    this.#freeMs = new Array<number>(nurses).fill(Number.NEGATIVE_INFINITY);
  }

  /** When somebody does something next; infinite: nobody does. */
  get nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { atMs } of this.#steps.values()) nextMs = Math.min(nextMs, atMs);
    return nextMs;
  }

  /** Looks at the list: what is unanswered at a bed will be answered after a while. */
  look(desk: Desk, nowMs: number): void {
    for (const { bedKey, urgency } of unanswered(desk)) {
      const planned = this.#steps.get(bedKey);
      const [medianS, spread] = reactionS[urgency] ?? [90, 0.8];
      if (planned === undefined || (urgency === 3 && planned.atMs > nowMs + 4 * medianS * SECOND_MS)) {
        const delayMs = Math.round(SECOND_MS * medianS * Math.exp(spread * this.#random.gaussian()));
        this.#steps.set(bedKey, { does: 'answer', atMs: nowMs + delayMs, bedKey });
      }
    }
  }

  /** What is decided at a time that {@link nextMs} has named. */
  act(desk: Desk, nowMs: number): Decision[] {
    const due = [...this.#steps.values()].filter(({ atMs }) => atMs <= nowMs);
    return due.flatMap((step) => {
      this.#steps.delete(step.bedKey);
      return step.does === 'answer'
        ? this.#answer(step.bedKey, desk, nowMs)
        : this.#acknowledge(step.bedKey, step.nurse, desk, nowMs);
    });
  }

  #answer(bedKey: string, desk: Desk, nowMs: number): Decision[] {
    const waiting = listedAt(desk, bedKey).filter(isUnanswered);
    if (waiting.length === 0) return [];
    const nurse = this.#freeMs.indexOf(Math.min(...this.#freeMs));
    const freeMs = this.#freeMs[nurse] ?? nowMs;
    const isUrgent = waiting.some(({ report }) => urgencyOf(report) === 3);
    if (freeMs > nowMs && !isUrgent) {
      this.#steps.set(bedKey, { does: 'answer', atMs: freeMs, bedKey });
      return [];
    }
    const thereMs = nowMs + this.#between(walkS);
    this.#freeMs[nurse] = thereMs + this.#between(visitS);
    this.#steps.set(bedKey, { does: 'acknowledge', atMs: thereMs, bedKey, nurse });
    return waiting.map(({ id }) => this.#decision(id, 'take', nurse, nowMs));
  }

  #acknowledge(bedKey: string, nurse: number, desk: Desk, nowMs: number): Decision[] {
    const standing = listedAt(desk, bedKey).filter(({ acknowledged }) => acknowledged === null);
    const freeMs = this.#freeMs[nurse] ?? nowMs;
    // Whoever is still there sees what comes meanwhile.
    if (freeMs > nowMs) this.#steps.set(bedKey, { does: 'acknowledge', atMs: freeMs, bedKey, nurse });
    return standing.map(({ id }) => this.#decision(id, 'acknowledge', nurse, nowMs));
  }

  #decision(alarmId: string, action: 'take' | 'acknowledge', nurse: number, nowMs: number): Decision {
    this.#commands += 1;
    return { commandId: `staff-${this.#commands}`, alarmId, action, actorId: `nurse-${nurse + 1}`, issuedMs: nowMs };
  }

  #between([leastS, mostS]: readonly [number, number]): number {
    return Math.round(SECOND_MS * this.#random.between(leastS, mostS));
  }
}

function listed({ alarms, triage }: Desk) {
  return [...alarms.alarms.values()].filter((alarm) => {
    const presentation = triage.presented.get(alarm.id);
    return stands(alarm) && presentation !== undefined && isListed(presentation);
  });
}

function listedAt(desk: Desk, bedKey: string) {
  return listed(desk).filter(({ report }) => report.bedKey === bedKey);
}

/** Beds that wait for somebody, and how urgently. */
function unanswered(desk: Desk): { readonly bedKey: string; readonly urgency: number }[] {
  const urgencies = new Map<string, number>();
  for (const alarm of listed(desk)) {
    if (!isUnanswered(alarm)) continue;
    const { bedKey } = alarm.report;
    urgencies.set(bedKey, Math.max(urgencies.get(bedKey) ?? 0, urgencyOf(alarm.report)));
  }
  return [...urgencies].map(([bedKey, urgency]) => ({ bedKey, urgency }));
}
