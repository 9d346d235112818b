import type { SourcedReport } from './alarm.ts';

/** A value beside its limit, as devices print it: "142 > 120" in "HR 142 > 120". Other numbers name things: "SpO2", "Lead 2". */
const valueAndLimit = /-?\d+(?:[.,]\d+)?\s*([<>]=?)\s*-?\d+(?:[.,]\d+)?/g;

function told({ report, sourceCode }: SourcedReport): readonly (string | null)[] {
  return [report.kind, report.code, sourceCode, report.label.replace(valueAndLimit, '$1')];
}

/** What an alarm tells of whom: the same for two ids, or two devices, that differ in value, limit and time only. */
export function conditionOf(reported: SourcedReport): string {
  return JSON.stringify([reported.report.bedKey, ...told(reported)]);
}

/** What it tells, at whatever bed of its gateway. */
export function likenessOf(gatewayId: string, reported: SourcedReport): string {
  return JSON.stringify([gatewayId, ...told(reported)]);
}
