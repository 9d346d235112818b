import { lookUpCode } from '#domain/codes/mdc.ts';
import type { SourceKind } from './strip.ts';

const kinds: Readonly<Record<string, SourceKind>> = {
  MDC_PULS_OXIM_PLETH: 'pleth',
  MDC_PRESS_BLD_ART: 'pressure',
};

/** What a channel shows of the heart; null: nothing. A lead without a code of its own is one by its millivolts. */
export function sourceKindOf({
  code,
  unit,
}: {
  readonly code: string | null;
  readonly unit: string;
}): SourceKind | null {
  if (lookUpCode(code)?.parameter === 'ecg') return 'ecg';
  return kinds[code ?? ''] ?? (unit === 'mV' ? 'ecg' : null);
}
