import './sound.css';
import type { AlarmSoundState } from './alarmSound.ts';
import { SpeakerSign } from './SpeakerSign.view.tsx';
import { silenceText } from './soundTexts.ts';

/** Over the width of the bar while nobody hears alarms from this browser: what is to be done about it, or what is wrong. */
export function SoundBand({ state }: { state: AlarmSoundState }) {
  return (
    <span className="sound-band" role="status">
      <SpeakerSign sounds={false} />
      <strong>NO SOUND</strong>
      <span className="sound-band-why">{silenceText(state)}</span>
    </span>
  );
}
