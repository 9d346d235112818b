/** Begins what stands in a key for an id that the gateway did not give. */
const INSTEAD = '?/';

/**
 * Names an alarm station-wide. `alarmId` '': the gateway gave none, and `instead` tells its alarms apart; an id of a gateway
 * that looks like that is told from it by a second `?`.
 */
export function alarmKeyOf(gatewayId: string, alarmId: string, instead: string): string {
  if (alarmId === '') return `${gatewayId}/${INSTEAD}${instead}`;
  return `${gatewayId}/${alarmId.startsWith('?') ? '?' : ''}${alarmId}`;
}

/** The id by which a gateway knows the alarm of a key; null: it gave none, or the key is not one of its own. */
export function alarmIdAt(gatewayId: string, alarmKey: string): string | null {
  if (!alarmKey.startsWith(`${gatewayId}/`)) return null;
  const id = alarmKey.slice(gatewayId.length + 1);
  if (id === '' || id.startsWith(INSTEAD)) return null;
  return id.startsWith('??') ? id.slice(1) : id;
}
