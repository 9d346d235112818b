import './sound.css';
import type { AlarmSoundState } from './alarmSound.ts';
import { SpeakerSign } from './SpeakerSign.view.tsx';
import { chipText, heardWhere, soundSentence } from './soundTexts.ts';

/**
 * Whether alarms are heard from this browser, for the status bar. Quiet while they are; where nobody hears them it is the
 * loudest thing in the bar. The click that opens the sound check is also the one that the browser waits for.
 */
export function SoundMark({ state, onOpen }: { state: AlarmSoundState; onOpen: () => void }) {
  const heard = heardWhere(state);
  const sentence = soundSentence(state);
  return (
    <button
      type="button"
      className="sound-mark"
      data-heard={heard}
      title={`${sentence} Volume ${state.volume} of 5. Opens the sound check.`}
      aria-label={`${heard === 'nowhere' ? 'No sound. ' : ''}${sentence} Open the sound check`}
      onClick={onOpen}
    >
      <SpeakerSign sounds={heard !== 'nowhere'} />
      {chipText(state)}
    </button>
  );
}
