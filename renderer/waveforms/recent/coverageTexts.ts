import type { GapState } from '#domain/signals/coverage.ts';
import { aheadText, clockText } from './recentTexts.ts';

/** How a stretch looks: it is here, on its way, was never given, or is missing. */
export type StretchLook = 'coming' | 'notGiven' | 'missing' | 'unknown';

/** What is said of a stretch: in it, a sign first as there is little room, and in full. */
export interface StretchWords {
  readonly look: StretchLook;
  readonly short: string;
  readonly why: string;
}

export const gapWords: Readonly<Record<GapState, StretchWords>> = {
  notGiven: { look: 'notGiven', short: 'no signal', why: 'the bedside gave no samples: a lead or a sensor was off' },
  fetching: {
    look: 'coming',
    short: '↓ fetching',
    why: 'missed while the link was lost; being fetched from the gateway',
  },
  linkLost: { look: 'missing', short: '✕ link lost', why: 'the link to the gateway was lost' },
  beyondBuffer: {
    look: 'missing',
    short: '✕ missing',
    why: 'the link was lost for too long, and the gateway keeps no past',
  },
  unavailable: {
    look: 'missing',
    short: '✕ missing',
    why: 'the link was lost, and the gateway could not give it afterwards',
  },
  refused: { look: 'missing', short: '✕ refused', why: 'what came was damaged or could not be true, and was refused' },
  restarted: {
    look: 'missing',
    short: '✕ restarted',
    why: 'the gateway restarted; what was before cannot be continued',
  },
  beforeStart: {
    look: 'missing',
    short: '✕ missing',
    why: 'the station was not running, and the gateway could not give it afterwards',
  },
  shed: {
    look: 'coming',
    short: '↓ catching up',
    why: 'this window was too slow; the station has it and brings it',
  },
};

/** Before anything was received. */
export const unknownWords: StretchWords = { look: 'unknown', short: '', why: 'nothing was received before' };

/** `14:02:10 to 14:02:31 (0:21), II and RESP: the link to the gateway was lost`. `names` empty: all waves. */
export function stretchText(fromMs: number, untilMs: number, names: readonly string[], why: string): string {
  const which = names.length === 0 ? 'all waves' : names.join(', ');
  return `${clockText(fromMs)} to ${clockText(untilMs)} (${aheadText(untilMs - fromMs)}), ${which}: ${why}`;
}
