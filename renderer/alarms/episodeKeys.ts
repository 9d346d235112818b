import type { Episode } from '#domain/alarms/worklist.ts';
import type { Decisions } from './decisions.ts';
import type { EpisodeAction, HeldAnswer } from './targets.ts';

/** What can be done with a patient's alarms: the key, the word on its button, and what it does. In the order of the buttons. */
export const episodeKeys: readonly {
  readonly key: string;
  readonly action: EpisodeAction;
  readonly word: string;
  readonly text: string;
}[] = [
  { key: 't', action: 'take', word: 'Take', text: 'take the alarms of this bed' },
  { key: 'a', action: 'acknowledge', word: 'Ack', text: 'acknowledge' },
  { key: 'h', action: 'handOn', word: 'Hand on', text: 'hand on to somebody' },
  { key: 'n', action: 'note', word: 'Note', text: 'note' },
  { key: 'e', action: 'escalate', word: 'Escalate', text: 'call the charge nurse' },
  { key: 'g', action: 'giveBack', word: 'Give back', text: 'give back' },
];

/** What can be answered to a decision that was not sent: the key, the word on its button, and what it does. */
export const heldAnswers: readonly {
  readonly key: string;
  readonly action: HeldAnswer;
  readonly word: string;
  readonly text: string;
}[] = [
  { key: 's', action: 'sendNow', word: 'Send now', text: 'send now what was not sent: it is still right' },
  { key: 'd', action: 'drop', word: 'Drop', text: 'drop what was not sent: it is not right any more' },
];

/**
 * Does what a key says about a bed's alarms; `episode` undefined: it has none on the list. Answers whether the key is one of
 * these. `U` needs no bed.
 */
export function pressEpisodeKey(key: string, episode: Episode | undefined, decisions: Decisions): boolean {
  const small = key.toLowerCase();
  if (small === 'u') return decisions.undo();
  const answer = heldAnswers.find((each) => each.key === small);
  if (answer !== undefined && episode !== undefined) {
    void decisions.answerHeld(answer.action, episode);
    return true;
  }
  const found = episodeKeys.find((each) => each.key === small);
  if (found === undefined || episode === undefined) return false;
  void decisions.decide(found.action, episode);
  return true;
}

/** For the help of the wall: keys and what they do. */
export const alarmKeyTexts: readonly (readonly [keys: string, text: string])[] = [
  ['W', 'to the alarm list; again: hide it'],
  ['C', "charge nurse's overview"],
  ...episodeKeys.map(({ key, text }) => [key.toUpperCase(), text] as const),
  ...heldAnswers.map(({ key, text }) => [key.toUpperCase(), text] as const),
  ['U', 'undo that, within 5 s'],
  ['→ ←, Space', 'more, less of a row'],
  ['P', 'pause audio; again: on'],
];
