import { type Alarm, stands } from './alarm.ts';
import { ownedBy } from './decisions.ts';
import type { Carried, Command } from './events.ts';
import { sameTold } from './meaning.ts';

const owning: ReadonlySet<Carried['action']> = new Set(['take', 'handOn', 'giveBack']);

/** Whether the bedside is told by a decision who has the alarm, or that nobody has it any more. */
export function saysWho({ carried }: Command): boolean {
  return carried !== null && owning.has(carried.action);
}

/**
 * An alarm after the gateway's last word on who has it. Decisions of all stations meet at the gateway; the one that came
 * there last counts, so what it tells is adopted, and all stations agree in the end. The same alarm when that changes nothing.
 *
 * Not adopted is: anything while a decision of ours is under way, since nobody knows which comes first there (what was told
 * meanwhile is looked at when it is answered, or when it waits for confirmation and so may never come there); what was taken in before, also of an earlier occurrence, as an owner who knows
 * nothing of this one would keep everybody else away; the echo of a decision of ours behind which the bedside has taken
 * another of ours; what a gateway says that does not tell owners; and anything of an alarm that is kept here only.
 *
 * @param heard `toldMs`: when what was told took effect, by our clock. `isRefused`: the bedside has just refused a decision
 * of ours; what it told before is in force.
 */
export function ownerAsTold(
  alarm: Alarm,
  commands: ReadonlyMap<string, Command>,
  { toldMs, nowMs, isRefused }: { readonly toldMs: number; readonly nowMs: number; readonly isRefused: boolean },
): Alarm {
  const told = alarm.report.owner;
  if (told === null || !stands(alarm) || alarm.bedside === 'off') return alarm;
  if (!isRefused && sameTold(told, alarm.ownerTold)) return alarm;
  const ours = alarm.commandIds.flatMap((id) => commands.get(id) ?? []).filter(saysWho);
  if (ours.some(({ delivery: { state } }) => state === 'sent' || state === 'behind')) return alarm;
  const noted = { ...alarm, ownerTold: told };
  const own = told.commandId === null ? undefined : commands.get(told.commandId);
  const last = ours.findLast(({ delivery }) => delivery.state === 'confirmed');
  const isEcho = own !== undefined && last !== undefined && last !== own;
  if (isEcho || told.actorId === (alarm.owner?.actorId ?? null)) return noted;
  const owner = told.actorId === null ? null : { actorId: told.actorId, sinceMs: own?.takenMs ?? toldMs };
  return { ...noted, ...ownedBy(owner, nowMs) };
}
