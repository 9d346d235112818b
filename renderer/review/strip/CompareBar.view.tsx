import type { HeldStay } from '#renderer/history/archive.ts';
import type { StripWish } from './stripKeys.ts';
import type { Baseline } from './stripState.ts';
import { exactText, fieldText, fieldTime } from './stripTexts.ts';

/** The bar with which another moment of the stay is laid over the strip, and the legend of both. */
export function CompareBar({
  stay,
  baseline,
  cursorMs,
  isOutside,
  colours,
  onWish,
  onTime,
}: {
  stay: HeldStay;
  baseline: Baseline | null;
  cursorMs: number;
  /** The baseline lies outside of the stay: nothing of it is shown. */
  isOutside: boolean;
  colours: { readonly now: string; readonly baseline: string };
  onWish: (wish: StripWish) => void;
  onTime: (atMs: number) => void;
}) {
  const byMs = baseline?.byMs ?? null;
  return (
    <div className="strip-compare">
      <button type="button" onClick={() => onWish({ type: 'compare' })}>
        {baseline === null ? 'Keep this moment as baseline' : 'Lay baseline on cursor'} <kbd>O</kbd>
      </button>
      {baseline !== null && (
        <button type="button" onClick={() => onWish({ type: 'compareByBeat' })}>
          Beat on beat <kbd>⇧O</kbd>
        </button>
      )}
      <label>
        Baseline at{' '}
        <input
          type="datetime-local"
          step={1}
          min={fieldText(stay.fromMs)}
          max={stay.untilMs === null ? undefined : fieldText(stay.untilMs)}
          value={fieldText(baseline?.atMs ?? cursorMs)}
          onChange={({ target }) => {
            const atMs = fieldTime(target.value);
            if (atMs !== null) onTime(atMs);
          }}
        />
      </label>
      {baseline !== null && byMs === null && (
        <span className="strip-legend">
          Baseline {exactText(baseline.atMs)}: go to what it is compared with, then press <kbd>O</kbd> or <kbd>⇧O</kbd>
        </span>
      )}
      {baseline !== null && byMs !== null && (
        <span className="strip-legend">
          <i style={{ background: colours.now }} /> {exactText(cursorMs)}
          <i style={{ background: colours.baseline }} /> baseline {exactText(cursorMs + byMs)}
          <span>
            {baseline.by === 'beat' ? 'beat on beat' : 'moment on cursor'}; <kbd>,</kbd> <kbd>.</kbd> shift by a sample
          </span>
          {isOutside && <strong> outside of this patient’s stay: not shown</strong>}
        </span>
      )}
    </div>
  );
}
