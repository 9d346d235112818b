import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import type { AlarmSide } from '#main/relay/session.ts';

/** The first message of a station without anything to say. */
export const testHello = (
  odd: Partial<Extract<StationMessage, { readonly type: 'hello' }>> = {},
): Extract<StationMessage, { readonly type: 'hello' }> => ({
  type: 'hello',
  bridgeVersion: BRIDGE_VERSION,
  stationName: 'S',
  version: '0',
  notices: [],
  displays: [],
  staff: [],
  ...odd,
});

/** The other side of a relay that has no alarms and hears nothing. */
export const noAlarmSide: AlarmSide = {
  snapshot: () => [],
  windowOpened: () => {},
  windowClosed: () => {},
  heard: () => {},
};
