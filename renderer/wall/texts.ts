import type { GatewayView } from '#domain/ward/link.ts';
import type { Patient } from '#domain/ward/ward.ts';

/** A clock's offset for people: `12 ms ahead of ours, ± 3 ms`. */
export function clockOffsetText(offsetMs: number | null, uncertaintyMs: number | null): string {
  if (offsetMs === null) return 'not known yet';
  const size = Math.abs(offsetMs);
  const amount = size < 1000 ? `${Math.round(size)} ms` : `${(size / 1000).toFixed(1)} s`;
  const margin = uncertaintyMs === null ? '' : `, ± ${Math.round(uncertaintyMs)} ms`;
  return `${amount} ${offsetMs < 0 ? 'behind' : 'ahead of'} ours${margin}`;
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
