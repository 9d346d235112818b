import { filterTexts } from '#domain/signals/filters.ts';
import type { Span } from '#renderer/history/spans.ts';
import { dayText } from '#renderer/review/reviewTexts.ts';
import { filterNames } from '#renderer/waveforms/laneTexts.ts';
import { clockText } from '#renderer/waveforms/recent/recentTexts.ts';
import type { StripWish } from './stripKeys.ts';
import type { StripState } from './stripState.ts';

/** The bar above a strip: when, how fast, how high, what was done to the signal; each with its key. */
export function StripControls({
  state: { speed, gain, filter },
  seen,
  isCalibrated,
  isLoading,
  problem,
  onWish,
}: {
  state: StripState;
  seen: Span;
  isCalibrated: boolean;
  isLoading: boolean;
  problem: string;
  onWish: (wish: StripWish) => void;
}) {
  const stepper = (type: 'speed' | 'gain', what: string, text: string, keys: string) => (
    <span className="strip-stepper">
      <button type="button" aria-label={`Lower ${what}`} onClick={() => onWish({ type, by: -1 })}>
        −
      </button>
      <output>{text}</output>
      <button type="button" aria-label={`Higher ${what}`} onClick={() => onWish({ type, by: 1 })}>
        +
      </button>
      <kbd>{keys}</kbd>
    </span>
  );
  return (
    <header className="strip-bar">
      <strong className="strip-range">
        {dayText(seen.fromMs)} {clockText(seen.fromMs, 1)}–{clockText(seen.untilMs, 1)}
      </strong>
      {stepper('speed', 'speed', `${speed} mm/s`, '+ −')}
      {stepper('gain', 'gain', `ECG ${gain} mm/mV`, 'G ⇧G')}
      <button type="button" className="strip-filter" onClick={() => onWish({ type: 'nextFilter' })}>
        {filter === 'asSent'
          ? 'ECG unfiltered: as the device sent it'
          : `ECG filtered: ${filterNames[filter]} ${filterTexts[filter]}`}{' '}
        <kbd>F</kbd>
      </button>
      {!isCalibrated && (
        <span className="strip-uncalibrated" title="How large a millimetre is on this display was never measured">
          display uncalibrated
        </span>
      )}
      <output className="strip-loading">{isLoading && 'loading …'}</output>
      {problem !== '' && (
        <span className="strip-problem" role="alert">
          Not read: {problem}
        </span>
      )}
    </header>
  );
}
