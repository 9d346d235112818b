import type { Desk } from '#domain/alarms/desk.ts';
import type { Answer } from '#domain/alarms/events.ts';
import type { LoadMeter } from '#domain/alarms/load/loadMeter.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { Rerun } from '#domain/alarms/load/rerun.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { Staff } from './staff.ts';

/** A day that was worked, by a station and its nurses. */
export interface WorkedDay {
  readonly desk: Desk;
  readonly meter: LoadMeter;
  /** All that happened, decisions among it. */
  readonly log: readonly Logged[];
}

/** Bedsides take what they are told, at once. */
const taken: Answer = { outcome: 'confirmed', earlierActorId: null };

/** Works a day: the station hears what is told, ticks, and its nurses answer. The same arguments give the same day. */
export function workDay(
  heard: readonly Logged[],
  untilMs: number,
  policy: AlarmPolicy,
  { nurses, seed }: { readonly nurses: number; readonly seed: number },
): WorkedDay {
  const station = new Rerun(policy, 0);
  const staff = new Staff(nurses, seed);
  const log: Logged[] = [];
  const take = (logged: Logged) => {
    log.push(logged);
    station.take(logged.event, logged.atMs);
  };
  let next = 0;
  for (;;) {
    const heardMs = heard[next]?.atMs ?? Number.POSITIVE_INFINITY;
    const nowMs = Math.min(heardMs, staff.nextMs, station.nextTickMs);
    if (nowMs >= untilMs) break;
    if (heardMs === nowMs) {
      take(heard[next] as Logged);
      next += 1;
    } else if (staff.nextMs === nowMs) {
      for (const decision of staff.act(station.desk, nowMs)) {
        take({ atMs: nowMs, event: { type: 'decided', decision } });
        take({ atMs: nowMs, event: { type: 'answered', commandId: decision.commandId, answer: taken } });
      }
    } else station.take({ type: 'tick' }, nowMs);
    staff.look(station.desk, nowMs);
  }
  return { desk: station.desk, meter: station.meter, log };
}
