import { type Desk, type DeskEffect, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import { LoadMeter } from '#domain/alarms/load/loadMeter.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { GATEWAY, NOON_MS, promptPolicy, report } from '#tests/domain/alarms/bedside.ts';

/** A station that is measured, and its log. Time passes second by second. */
export class Story {
  readonly meter: LoadMeter;
  readonly log: Logged[] = [];
  nowMs = NOON_MS;
  desk: Desk;
  #commands = 0;

  constructor(policy: Partial<AlarmPolicy> = {}) {
    this.desk = emptyDesk({ ...promptPolicy, ...policy });
    this.meter = new LoadMeter(this.desk);
  }

  /** How long it has lasted. */
  get afterMs(): number {
    return this.nowMs - NOON_MS;
  }

  take(event: AlarmEvent): readonly DeskEffect[] {
    const { state, effects } = reduceDesk(this.desk, event, this.nowMs);
    this.desk = state;
    this.meter.take(state, effects, this.nowMs);
    if (event.type !== 'tick') this.log.push({ atMs: this.nowMs, event });
    return effects;
  }

  hears(...reports: readonly AlarmReport[]): void {
    const sourced = reports.map((one) => ({ report: one, sourceCode: null }));
    this.take({ type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports: sourced });
  }

  ends(...reports: readonly AlarmReport[]): void {
    this.hears(...reports.map((one): AlarmReport => ({ ...one, presence: 'off', timeMs: this.nowMs })));
  }

  waits(ms: number): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) {
      this.nowMs = Math.min(untilMs, this.nowMs + 1000);
      this.take({ type: 'tick' });
    }
  }

  decides(action: 'acknowledge' | 'take', { alarmKey }: AlarmReport): void {
    this.#commands += 1;
    const decision: Decision = {
      commandId: `command-${this.#commands}`,
      alarmId: alarmKey,
      action,
      actorId: 'nurse',
      issuedMs: this.nowMs,
    };
    this.take({ type: 'decided', decision });
    const answer = { outcome: 'confirmed', earlierActorId: null } as const;
    this.take({ type: 'answered', commandId: decision.commandId, answer });
  }
}

/** A heart rate above its limit, at a bed of its own. */
export function atBed(bed: number, over: Partial<AlarmReport> = {}): AlarmReport {
  return report({ alarmKey: `${GATEWAY}/hr-${bed}`, bedKey: `${GATEWAY}/${bed}`, ...over });
}
