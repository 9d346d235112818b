import type { AlarmEvent } from '#domain/alarms/events.ts';

/** One thing that happened to a station's alarms, and when by its clock. In order, they are its log. */
export interface Logged {
  readonly atMs: number;
  readonly event: AlarmEvent;
}
