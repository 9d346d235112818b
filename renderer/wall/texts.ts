import type { GatewayView } from '#domain/ward/link.ts';
import type { Patient } from '#domain/ward/ward.ts';

const SECONDS_A_DAY = 86_400;

/** A clock's offset for people: `12 ms ahead of ours, ± 3 ms`. */
export function clockOffsetText(offsetMs: number | null, uncertaintyMs: number | null): string {
  if (offsetMs === null) return 'not known yet';
  const size = Math.abs(offsetMs);
  const amount = size < 1000 ? `${Math.round(size)} ms` : `${(size / 1000).toFixed(1)} s`;
  const margin = uncertaintyMs === null ? '' : `, ± ${Math.round(uncertaintyMs)} ms`;
  return `${amount} ${offsetMs < 0 ? 'behind' : 'ahead of'} ours${margin}`;
}

/** What is known of a gateway's clock: `12 ms ahead of ours, ± 3 ms; gains 1.2 s a day, ± 0.3 s`. */
export function gatewayClockText(gateway: GatewayView): string {
  const offset = clockOffsetText(gateway.clockOffsetMs, gateway.clockUncertaintyMs);
  const { clockDriftPpm: ppm, clockDriftUncertaintyPpm: uncertaintyPpm } = gateway;
  if (ppm === null || uncertaintyPpm === null) return offset;
  if (Math.abs(ppm) <= uncertaintyPpm) return `${offset}; no drift to be seen`;
  const aDay = (millionths: number) => `${(Math.abs(millionths) * SECONDS_A_DAY * 1e-6).toFixed(1)} s`;
  return `${offset}; ${ppm < 0 ? 'loses' : 'gains'} ${aDay(ppm)} a day, ± ${aDay(uncertaintyPpm)}`;
}

/** The ward's name for people, else what else the gateway is called. */
export function gatewayName(gateway: GatewayView): string {
  return gateway.wardName || gateway.displayName || gateway.gatewayId;
}

/** `67 F`, `67`, `F`, or nothing: only what is known. */
export function ageAndSex({ ageYears, sex }: Patient): string {
  const letter = { female: 'F', male: 'M', other: 'X', unknown: '' }[sex];
  return [ageYears === null ? '' : String(ageYears), letter].filter((part) => part !== '').join(' ');
}
