import type { AlarmSoundState } from './alarmSound.ts';
import { healthTexts } from './outputHealth.ts';

/** What a person has to know at one glance: whether the alarms of this station are heard, and whether it is here. */
export type Heard = 'here' | 'elsewhere' | 'soon' | 'nowhere';

type Roles = Pick<AlarmSoundState, 'role' | 'why' | 'isElsewhere'>;

/** `soon`: for the moment in which a sound starts or another window takes over. `nowhere` is a danger. */
export function heardWhere({ role, why, isElsewhere }: Roles): Heard {
  if (role === 'sounding') return 'here';
  if (isElsewhere) return 'elsewhere';
  return role === 'standby' || why === healthTexts.starts ? 'soon' : 'nowhere';
}

/** The chip's words: as short as they can be. */
export function chipText(state: Roles): string {
  switch (heardWhere(state)) {
    case 'here':
      return 'Sound: here';
    case 'elsewhere':
      return 'Sound: other window';
    case 'soon':
      return 'Sound: starting';
    case 'nowhere':
      return state.why === healthTexts.waits ? 'NO SOUND: click to switch on' : `NO SOUND: ${state.why}`;
  }
}

/** Why nobody hears alarms, or what ends that, for who reads it from a few steps away. */
export function silenceText({ why }: Roles): string {
  return why === healthTexts.waits
    ? 'Click anywhere, or press a key, to let alarms sound'
    : `Alarms are not heard from this screen: ${why}`;
}

/** The whole truth in a sentence or two. */
export function soundSentence(state: Roles): string {
  const here = state.role === 'cannot' ? ` This window cannot sound: ${state.why}.` : '';
  switch (heardWhere(state)) {
    case 'here':
      return 'Alarms sound in this window.';
    case 'elsewhere':
      return `Alarms sound in another window of this browser.${here}`;
    case 'soon':
      return 'The sound is starting.';
    case 'nowhere':
      return `Nobody hears alarms from this browser.${here}`;
  }
}
