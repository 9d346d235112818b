import type { Setting } from '#domain/alarms/activation.ts';

const CROSS = 'M3 3 21 21M21 3 3 21';
const DASHED_CROSS = 'M3 3 7 7M10 10 14 14M17 17 21 21M21 3 17 7M14 10 10 14M7 17 3 21';
const BELL = 'M5 17H19L17 14.5V10A5 5 0 0 0 7 10V14.5ZM10.3 19.5A1.8 1.8 0 0 0 13.7 19.5';
const TRIANGLE = 'M12 4 21.5 20H2.5Z';

/**
 * After IEC 60601-1-8, table C.1: a bell crossed out for the sound, a triangle crossed out for the alarm itself; the cross
 * dashed while it is paused, solid while it is off.
 */
export function offSign({ signal, activation }: Pick<Setting, 'signal' | 'activation'>): {
  readonly body: string;
  readonly cross: string;
} {
  return {
    body: signal === 'audio' ? BELL : TRIANGLE,
    cross: activation === 'paused' ? DASHED_CROSS : CROSS,
  };
}
