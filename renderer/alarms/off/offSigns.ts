import type { Setting } from '#domain/alarms/activation.ts';

/** In squares of 24 units. */
export const BELL =
  'M12 2.5A1.7 1.7 0 0 1 13.7 4.3 6.2 6.2 0 0 1 18 10.3V14.5L20 18H4L6 14.5V10.3A6.2 6.2 0 0 1 10.3 4.3 1.7 1.7 0 0 1 12 2.5ZM9.6 19.5H14.4A2.4 2.4 0 0 1 9.6 19.5Z';
const TRIANGLE = 'M12 3 22.5 20.5H1.5Z';
const CROSS = 'M2 2 22 22M22 2 2 22';
/** As strokes: a canvas that draws a path knows no dashes. */
const DASHED_CROSS = 'M2 2 6.5 6.5M9.8 9.8 14.2 14.2M17.5 17.5 22 22M22 2 17.5 6.5M14.2 9.8 9.8 14.2M6.5 17.5 2 22';

/** A sign: its body is filled, its cross drawn over it. */
export interface CrossedSign {
  readonly body: string;
  readonly cross: string;
}

/** Pens of the cross: first one of the ground's colour, which parts it from the body. */
export const CROSS_PENS = { gap: 4.2, line: 2 } as const;

/**
 * After IEC 60601-1-8, table C.1: a bell crossed out for the sound, a triangle crossed out for the alarm itself; the cross
 * dashed while it is paused, solid while it is off.
 */
export function offSign({ signal, activation }: Pick<Setting, 'signal' | 'activation'>): CrossedSign {
  return {
    body: signal === 'audio' ? BELL : TRIANGLE,
    cross: activation === 'paused' ? DASHED_CROSS : CROSS,
  };
}
