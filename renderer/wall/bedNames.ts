import { BehaviorSubject } from 'rxjs';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { BedName } from '#renderer/alarms/alarmServices.ts';
import { gatewayName } from './texts.ts';
import type { WallState } from './wall.store.ts';

/**
 * What alarms stand at, by its key: the beds in the order of the ward, then those that nobody describes any more, and the
 * gateways and the station, which have alarms of their own.
 */
function bedNamesOf({ places, lastKnown, gateways, stationName }: WallState): ReadonlyMap<string, BedName> {
  const names = new Map<string, BedName>();
  for (const place of places) {
    if (place.kind !== 'bed') continue;
    const { displayName: name, patient } = place.bed;
    names.set(place.key, {
      name,
      title: `bed ${name}`,
      patient: patient?.displayName ?? '',
      kind: 'bed',
      patientKey: patientKeyOf(place.bed),
    });
  }
  for (const { bedKey, name } of lastKnown) {
    const patient = 'name as last known';
    if (names.has(bedKey)) continue;
    names.set(bedKey, { name, title: `bed ${name} (${patient})`, patient, kind: 'lastKnown', patientKey: null });
  }
  for (const gateway of gateways) {
    const name = gatewayName(gateway);
    names.set(gateway.gatewayId, {
      name,
      title: `gateway ${name}`,
      patient: 'gateway',
      kind: 'noBed',
      patientKey: null,
    });
  }
  const station = { name: stationName || 'Station', title: 'station', patient: 'station' };
  return names.set(STATION, { ...station, kind: 'noBed', patientKey: null });
}

/** The names from now on; told again only when one is another. Ends with the state. */
export function followBedNames(state: BehaviorSubject<WallState>): BehaviorSubject<ReadonlyMap<string, BedName>> {
  const names = new BehaviorSubject(bedNamesOf(state.value));
  let told = JSON.stringify([...names.value]);
  state.subscribe((now) => {
    const next = bedNamesOf(now);
    const text = JSON.stringify([...next]);
    if (text === told) return;
    told = text;
    names.next(next);
  });
  return names;
}
