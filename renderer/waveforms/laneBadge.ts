/** What a lane says of its wave while that is not good. Never of how the patient is, and never as an alarm does. */
export type LaneBadge =
  | 'gaps'
  | 'flat'
  | 'weak'
  | 'clipped'
  | 'noisy'
  | 'disagrees'
  | 'littlePulse'
  | 'cardiac'
  | 'deficit';

/** In one word or two. Not `saturated`: beside a plethysmogram that would be read as its saturation. */
export const badgeWords: Readonly<Record<LaneBadge, string>> = {
  gaps: 'gaps',
  flat: 'flat',
  weak: 'weak',
  clipped: 'clipped',
  noisy: 'noisy',
  disagrees: 'disagrees',
  littlePulse: 'little pulse',
  cardiac: 'heart, not breath',
  deficit: 'pulse deficit',
};

/** Where the word would stand over half of a small lane. */
const shortWords: Readonly<Partial<Record<LaneBadge, string>>> = {
  littlePulse: 'faint',
  cardiac: 'heart',
  deficit: 'deficit',
};

/** The same, the fullest first, for as much room as there is. */
export function badgeTexts(badge: LaneBadge): readonly string[] {
  const short = shortWords[badge];
  return short === undefined ? [badgeWords[badge]] : [badgeWords[badge], short];
}

/** The shape that goes with the word, as SVG writes lines, in a square of {@link BADGE_UNITS}. None of an alarm's. */
export const badgeShapes: Readonly<Record<LaneBadge, string>> = {
  gaps: 'M1 8H4.5M7 8H9M11.5 8H15',
  flat: 'M1 8H15',
  weak: 'M1 9H5L8 6.5L11 9H15',
  clipped: 'M1 13L4.5 4H11.5L15 13',
  noisy: 'M1 8L3 4L5 12L7 3L9 13L11 4L13 12L15 8',
  disagrees: 'M2 6H14M2 10H14M5 14L11 2',
  littlePulse: 'M1 10C4 10 5 7 8 7C11 7 12 10 15 10',
  cardiac: 'M1 9H4L6 3L9 14L11 9H15',
  deficit: 'M3 13V3M8 13V3M13 13V10',
};

export const BADGE_UNITS = 16;
/** Of the pen, in the same. */
export const BADGE_PEN = 1.8;

/** Of no lane. */
export const noBadges: ReadonlyMap<number, LaneBadge> = new Map();
