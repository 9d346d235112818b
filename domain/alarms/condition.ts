import type { PatientKey } from '#domain/ward/whose.ts';
import type { SourcedReport } from './alarm.ts';
import { placeAt } from './place.ts';

/** A value beside its limit, as devices print it: "142 > 120" in "HR 142 > 120". Other numbers name things: "SpO2", "Lead 2". */
const valueAndLimit = /-?\d+(?:[.,]\d+)?\s*([<>]=?)\s*-?\d+(?:[.,]\d+)?/g;

/** A label without its value and limit, as all that tell the same have it: `HR >` of `HR 142 > 120`. */
export function withoutValues(label: string): string {
  return label.replace(valueAndLimit, '$1');
}

function told({ report, sourceCode }: SourcedReport): readonly (string | null)[] {
  return [report.kind, report.code, sourceCode, withoutValues(report.label)];
}

/** What an alarm tells, apart from its value, limit and time, so that two ids or two devices that tell the same are alike. */
export interface Told {
  /** Of whom: the same for what tells the same of one patient in one bed. */
  readonly condition: string;
  /** The same for what tells the same at whatever bed of a gateway. */
  readonly likeness: string;
}

/** `held`: an alarm of this patient that told something before; most reports tell the same again. */
export function toldBy(
  gatewayId: string,
  reported: SourcedReport,
  patientKey: PatientKey,
  held?: SourcedReport & Told,
): Told {
  if (held !== undefined && isNamedAlike(held, reported)) return { condition: held.condition, likeness: held.likeness };
  return {
    condition: conditionAt(placeAt(reported.report.bedKey, patientKey), reported),
    likeness: `[${JSON.stringify(gatewayId)},${whatIsTold(reported)}`,
  };
}

/** The condition of what tells the same at a place. */
export function conditionAt(place: string, reported: SourcedReport): string {
  return `[${JSON.stringify(place)},${whatIsTold(reported)}`;
}

function whatIsTold(reported: SourcedReport): string {
  return JSON.stringify(told(reported)).slice(1);
}

/** Of one alarm, and so of one bed and gateway. */
function isNamedAlike(a: SourcedReport, b: SourcedReport): boolean {
  return (
    a.sourceCode === b.sourceCode &&
    a.report.kind === b.report.kind &&
    a.report.code === b.report.code &&
    a.report.label === b.report.label
  );
}
