import type { Alarm } from '#domain/alarms/alarm.ts';
import { alarmIdAt } from '#domain/alarms/alarmKey.ts';
import { type Errand, gatewayGone, nameless } from '#domain/alarms/bedsideAnswer.ts';
import type { Answer, Command } from '#domain/alarms/events.ts';

/** Where a decision is to be brought, or why it can't be. */
export type Addressee =
  | { readonly ok: true; readonly gatewayId: string; readonly errand: Errand }
  | { readonly ok: false; readonly answer: Answer };

/**
 * Finds the gateway of a decision, and the alarm's name there. `alarm` undefined: it ended so long ago that it is in the record
 * only; the decision's own words then tell.
 */
export function addresseeOf(command: Command, alarm: Alarm | undefined, gatewayIds: readonly string[]): Addressee {
  const alarmKey = alarm?.report.alarmKey ?? command.alarmId;
  const gatewayId = gatewayIds.find((id) =>
    alarm === undefined ? alarmKey.startsWith(`${id}/`) : id === alarm.gatewayId,
  );
  if (gatewayId === undefined) return { ok: false, answer: gatewayGone };
  const alarmId = alarmIdAt(gatewayId, alarmKey);
  const { commandId, carried, actorId, issuedMs } = command;
  if (alarmId === null || carried === null) return { ok: false, answer: nameless };
  return { ok: true, gatewayId, errand: { commandId, alarmId, carried, actorId, issuedMs } };
}
