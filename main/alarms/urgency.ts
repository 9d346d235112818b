import type { Desk, DeskEffect } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { mayBeReduced } from '#domain/alarms/priority.ts';

/**
 * Whether windows are to be told at once what an event has changed: a person waits for what they decided, and nothing of high
 * or unknown priority, nor that a bed has another patient, waits for anything.
 */
export function isUrgent(event: AlarmEvent, effects: readonly DeskEffect[], { alarms }: Desk): boolean {
  const isHigh = (alarmId: string) => {
    const alarm = alarms.alarms.get(alarmId);
    return alarm !== undefined && !mayBeReduced(alarm.report);
  };
  switch (event.type) {
    // No window is to show for a moment longer than it must what belongs to the patient before.
    case 'occupied':
    case 'decided':
    case 'answered':
    case 'set':
    case 'policyChanged':
      return true;
    case 'reported':
    case 'opened':
    case 'toldLate':
      if (event.reports.some(({ report }) => !mayBeReduced(report))) return true;
      break;
    case 'judged':
      return isHigh(event.alarmId);
    default:
  }
  return effects.some((effect) => 'alarmId' in effect && isHigh(effect.alarmId));
}
