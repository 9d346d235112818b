import { createHash } from 'node:crypto';
import type { AlarmReport as WireAlarm } from '#proto/gen/vigil/ward/v1/alarm.ts';
import type { Bed as WireBed } from '#proto/gen/vigil/ward/v1/ward.ts';

/** Nobody reads more of a name; what is longer would stay in the memory of the station and of every window. */
const LONGEST_NAME = 400;

/** Two of them, and a gateway's address, make a key that a window may send back (bridge/windowValues.ts). */
const LONGEST_ID = 3000;
const KEPT_OF_ID = 100;

/** Called for each text that was too long. */
export type OnTooLong = () => void;

/** A name as it is shown: its beginning, where it is longer than anybody reads. */
export function boundedName(name: string, onTooLong: OnTooLong): string {
  if (name.length <= LONGEST_NAME) return name;
  onTooLong();
  return `${name.slice(0, LONGEST_NAME)}...`;
}

/** An id that two things share only if they shared it before: of a long one its beginning, and a hash of all of it. */
export function boundedId(id: string, onTooLong: OnTooLong): string {
  if (id.length <= LONGEST_ID) return id;
  onTooLong();
  return `${id.slice(0, KEPT_OF_ID)}...${createHash('sha256').update(id).digest('hex')}`;
}

/** A bed without what nobody reads; devices are shown nowhere. */
export function boundedBed(bed: WireBed, onTooLong: OnTooLong): WireBed {
  const name = (text: string): string => boundedName(text, onTooLong);
  const signal = <S extends { code: string; label: string; unit: string }>(told: S): S => ({
    ...told,
    code: name(told.code),
    label: name(told.label),
    unit: name(told.unit),
    deviceId: '',
  });
  return {
    bedId: boundedId(bed.bedId, onTooLong),
    displayName: name(bed.displayName),
    patient: bed.patient && {
      ...bed.patient,
      patientId: boundedId(bed.patient.patientId, onTooLong),
      displayName: name(bed.patient.displayName),
    },
    devices: [],
    channels: bed.channels.map(signal),
    numerics: bed.numerics.map(signal),
  };
}

/** An alarm report whose texts end; all else in it is as it came. */
export function boundedAlarm(report: WireAlarm, onTooLong: OnTooLong): WireAlarm {
  const name = (text: string): string => boundedName(text, onTooLong);
  const { acknowledgement, owner, limit } = report;
  const by = <T extends { actorId: string; commandId: string }>(told: T): T => ({
    ...told,
    actorId: name(told.actorId),
    commandId: boundedId(told.commandId, onTooLong),
  });
  return {
    ...report,
    alarmId: boundedId(report.alarmId, onTooLong),
    bedId: boundedId(report.bedId, onTooLong),
    code: name(report.code),
    label: name(report.label),
    acknowledgement: acknowledgement && by(acknowledgement),
    owner: owner && by(owner),
    limit: limit && { ...limit, unit: name(limit.unit) },
  };
}
