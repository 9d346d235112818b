import { stayUntil } from './place.ts';
import type { ReviewEvent, ReviewPlace, ReviewWay } from './reviewServices.ts';
import type { AlarmMark } from './stayAlarms.ts';

/** A button that moves the cursor. `to` null: there is nothing to go to. */
interface Jump {
  readonly text: string;
  readonly title: string;
  to(place: ReviewPlace, marks: readonly AlarmMark[]): ReviewEvent | null;
}

const by = (ms: number, text: string, title: string): Jump => ({
  text,
  title,
  to: ({ cursorMs }) => ({ type: 'goTo', atMs: cursorMs + ms }),
});

const goTo = (mark: AlarmMark | undefined): ReviewEvent | null =>
  mark === undefined ? null : { type: 'goTo', atMs: mark.fromMs };

/** Alarms that began before the stay are none of its moments. */
const within = ({ stay }: ReviewPlace, marks: readonly AlarmMark[]) =>
  marks.filter(({ fromMs }) => fromMs >= stay.fromMs);

const alarmBefore: Jump['to'] = (place, marks) =>
  goTo(within(place, marks).findLast(({ fromMs }) => Math.round(fromMs) < place.cursorMs));
const alarmAfter: Jump['to'] = (place, marks) =>
  goTo(within(place, marks).find(({ fromMs }) => Math.round(fromMs) > place.cursorMs));

/** In the order of the buttons. */
export const jumps: readonly Jump[] = [
  { text: '◂ alarm', title: 'To the alarm before (J)', to: alarmBefore },
  by(-600_000, '−10 min', 'Ten minutes back'),
  by(-60_000, '−1 min', 'A minute back'),
  by(-10_000, '−10 s', 'Ten seconds back'),
  by(10_000, '+10 s', 'Ten seconds on'),
  by(60_000, '+1 min', 'A minute on'),
  by(600_000, '+10 min', 'Ten minutes on'),
  { text: 'alarm ▸', title: 'To the alarm after (K)', to: alarmAfter },
];

/**
 * What a key does in a review, whatever the way to look; null: it is none of these. `nowMs`: the end of a stay that lasts.
 */
export function reviewKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  place: ReviewPlace,
  marks: readonly AlarmMark[],
  nowMs: number,
  ways: readonly { readonly way: ReviewWay }[],
): ReviewEvent | 'close' | 'note' | 'bookmark' | null {
  const way = ways[Number(key) - 1]?.way;
  if (way !== undefined) return { type: 'look', way };
  const stepMs = shiftKey ? 10_000 : 1_000;
  switch (key) {
    case 'Escape':
      return 'close';
    case 'ArrowLeft':
      return { type: 'goTo', atMs: place.cursorMs - stepMs };
    case 'ArrowRight':
      return { type: 'goTo', atMs: place.cursorMs + stepMs };
    case 'Home':
      return { type: 'goTo', atMs: place.stay.fromMs };
    case 'End':
      return { type: 'goTo', atMs: stayUntil(place.stay, nowMs) };
    case 'n':
    case 'N':
      return 'note';
    case 'b':
    case 'B':
      return 'bookmark';
    case 'j':
    case 'J':
      return alarmBefore(place, marks);
    case 'k':
    case 'K':
      return alarmAfter(place, marks);
    default:
      return null;
  }
}

/** For the help of the wall: keys and what they do. */
export const reviewKeyTexts: readonly (readonly [keys: string, text: string])[] = [
  ['1 to 4', 'full disclosure, strip, trends, events'],
  ['J K', 'alarm before, after'],
  ['← →', 'a second back, on; with Shift ten'],
  ['↑ ↓', 'a row up, down'],
  ['Enter', 'strip of the cursor, or of an event'],
  ['Home, End', 'begin, end of the stay'],
  ['N B', 'note, bookmark at the cursor'],
  ['I', 'in a strip: beats by which its alarm was judged, marked or not'],
  ['+ − 0', 'in trends and the overview: nearer, wider, all'],
  ['T', 'in trends: graph, table, both'],
  ['Esc', 'close'],
];
