import type { SourcedReport } from '#domain/alarms/alarm.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { STATION, stationReport } from '#domain/alarms/stationAlarm.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import type { Day } from '#fixtures/scenarios/day/day.ts';

/** Of all alarms of the day. */
export const GATEWAY = 'day:7000';

/** A link counts as lost after so long without a sign of life (MEASURES.md, Faults: a half-open link within 1.5 s). */
const LINK_LOST_AFTER_MS = 1_500;

/** What a station hears on the day, in order: what the gateway reports, and its own alarm of the link while there is none. */
export function dayLog({ events, outages }: Pick<Day, 'events' | 'outages'>): readonly Logged[] {
  const frames = [...groupBy(events, ({ atMs }) => String(atMs)).values()].map((told): Logged => {
    const reports = told.map(
      ({ bed, alarmId, code, label, kind, priority, presence, limit, onsetMs, timeMs, sourceCode }): SourcedReport => ({
        report: {
          alarmKey: alarmKeyOf(alarmId),
          bedKey: `${GATEWAY}/${bed}`,
          code,
          label,
          kind,
          priority,
          presence,
          onsetMs,
          timeMs,
          acknowledgement: null,
          limit,
          owner: null,
        },
        sourceCode,
      }),
    );
    return { atMs: told[0]?.atMs ?? 0, event: { type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports } };
  });
  const links = outages.flatMap(({ fromMs, untilMs }): Logged[] => {
    const lostMs = fromMs + LINK_LOST_AFTER_MS;
    const told = (presence: 'on' | 'off', atMs: number): Logged => {
      const report = stationReport('linkLost', GATEWAY, lostMs, presence, atMs);
      return {
        atMs,
        event: { type: 'reported', gatewayId: STATION, clockOffsetMs: 0, reports: [{ report, sourceCode: null }] },
      };
    };
    return [told('on', lostMs), told('off', untilMs)];
  });
  return [...frames, ...links].sort((a, b) => a.atMs - b.atMs);
}

export function alarmKeyOf(alarmId: string): string {
  return `${GATEWAY}/${alarmId}`;
}

/** The day's own id of an alarm; of one of the station's own no id of the day. */
export function alarmIdOf(alarmKey: string): string {
  return alarmKey.slice(GATEWAY.length + 1);
}
