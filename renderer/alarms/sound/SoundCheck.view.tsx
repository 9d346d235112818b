import './sound.css';
import { useEffect, useRef, useState } from 'react';
import type { SoundingPriority } from '#domain/alarms/sounds.ts';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import type { AlarmSoundState } from './alarmSound.ts';
import { SpeakerSign } from './SpeakerSign.view.tsx';
import { heardWhere, soundSentence } from './soundTexts.ts';
import { type Volume, volumes } from './volume.ts';

/** In the order in which they are played: the ear is not deaf from the loudest when the softest comes. */
const order: readonly SoundingPriority[] = ['low', 'medium', 'high'];
const names: Readonly<Record<SoundingPriority, string>> = { low: 'Low', medium: 'Medium', high: 'High' };
const descriptions: Readonly<Record<SoundingPriority, string>> = {
  low: 'two tones, falling',
  medium: 'three even tones',
  high: 'three and two, rising, twice',
};
const REST_MS = 900;

/**
 * What a dialog of the sound check holds: plays what alarms sound like, says which window sounds, and asks whether all was
 * heard. A page cannot know whether its loudspeaker is switched on; only somebody in the room can.
 */
export function SoundCheck({
  state,
  titleId,
  play,
  onVolume,
  onAnswer,
}: {
  state: AlarmSoundState;
  titleId: string;
  /** Plays one burst and answers how long it lasts, in milliseconds; null: it cannot now. */
  play: (priority: SoundingPriority) => number | null;
  onVolume: (volume: Volume) => void;
  onAnswer: (heardAll: boolean) => void;
}) {
  const [answer, setAnswer] = useState<boolean | null>(null);
  const { playing, played, isRefused, start } = usePlaying(play);
  const playedAll = order.every((priority) => played.has(priority));
  const isMute = state.role === 'cannot';
  const heard = heardWhere(state);
  const give = (heardAll: boolean) => {
    setAnswer(heardAll);
    onAnswer(heardAll);
  };
  return (
    <div className="sound-check">
      <h1 id={titleId}>Sound check</h1>
      <p className="sound-where" data-heard={heard} role="status">
        <SpeakerSign sounds={heard !== 'nowhere'} />
        {soundSentence(state)}
      </p>
      <ul className="sound-list">
        {order.map((priority) => (
          <li key={priority} data-playing={playing === priority}>
            <span className="sound-priority" data-priority={priority}>
              <AlarmSign priority={priority} />
            </span>
            <span>
              <strong>{names[priority]}</strong> {descriptions[priority]}
            </span>
            <span className="sound-state">
              {playing === priority ? 'plays now' : played.has(priority) ? 'played' : ''}
            </span>
            <button type="button" className="sound-button" disabled={isMute} onClick={() => start([priority])}>
              Play {names[priority].toLowerCase()}
            </button>
          </li>
        ))}
      </ul>
      <p className="sound-line">
        <button type="button" className="sound-button sound-all" disabled={isMute} onClick={() => start(order)}>
          Play all three
        </button>
        {isRefused && <strong role="alert">Not now: an alarm sounds, and goes before a check.</strong>}
      </p>
      <VolumeChoice volume={state.volume} onVolume={onVolume} />
      <fieldset className="sound-question" disabled={!playedAll}>
        <legend>Did you hear all three?</legend>
        <button type="button" className="sound-button" aria-pressed={answer === true} onClick={() => give(true)}>
          Yes, all three
        </button>
        <button type="button" className="sound-button" aria-pressed={answer === false} onClick={() => give(false)}>
          No
        </button>
        <span className="sound-answer" role="status">
          {!playedAll && 'Play all three first.'}
          {answer === true && 'Noted.'}
          {answer === false &&
            'Noted. Look at the loudspeaker, its cable and switch, and the volume of the system: no page can see them. Until then, watch the wall and the bedside monitors.'}
        </span>
      </fieldset>
    </div>
  );
}

/** 1 to 5, and no 0. */
function VolumeChoice({ volume, onVolume }: { volume: Volume; onVolume: (volume: Volume) => void }) {
  return (
    <fieldset className="sound-volume">
      <legend>Volume, in all windows of this browser</legend>
      {volumes.map((each) => (
        <label key={each} data-chosen={each <= volume}>
          <input type="radio" name="sound-volume" checked={each === volume} onChange={() => onVolume(each)} />
          <span style={{ height: `${0.4 + each * 0.28}em` }} />
          {each}
        </label>
      ))}
      <span className="sound-note">Alarms are silenced only by a pause or by audio off, which everybody sees.</span>
    </fieldset>
  );
}

/** Plays some priorities one after the other; the last wish counts. */
function usePlaying(play: (priority: SoundingPriority) => number | null) {
  const [playing, setPlaying] = useState<SoundingPriority | null>(null);
  const [played, setPlayed] = useState<ReadonlySet<SoundingPriority>>(new Set());
  const [isRefused, setRefused] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const start = ([first, ...rest]: readonly SoundingPriority[]): void => {
    clearTimeout(timer.current);
    if (first === undefined) return;
    const lastsMs = play(first);
    setRefused(lastsMs === null);
    setPlaying(lastsMs === null ? null : first);
    if (lastsMs === null) return;
    timer.current = setTimeout(() => {
      setPlaying(null);
      setPlayed((before) => new Set([...before, first]));
      timer.current = setTimeout(() => start(rest), REST_MS);
    }, lastsMs);
  };
  return { playing, played, isRefused, start };
}
