import { keyHints, type StripWish } from './stripKeys.ts';
import type { StripLane } from './stripLanes.ts';
import { measureLane, measureTimes, placed, type TimeMeasure } from './stripMeasures.ts';
import { type Calipers, LINES, type StripState, snaps } from './stripState.ts';
import { amplitudeText, cautionText, correctedText, differenceText, intervalText } from './stripTexts.ts';

/** The bar below a strip: what the calipers say, and the keys. */
export function MeasureBar({
  state,
  times,
  lane,
  thenLane,
  onWish,
}: {
  state: StripState;
  /** null without calipers. */
  times: TimeMeasure | null;
  /** The lane that is measured, and the same one of the baseline. */
  lane: StripLane | undefined;
  thenLane: StripLane | undefined;
  onWish: (wish: StripWish) => void;
}) {
  const { calipers, isMarching, isSnapping } = state;
  const toggle = (type: 'calipers' | 'qt' | 'marching' | 'snapping', text: string, key: string, isOn: boolean) => (
    <button
      type="button"
      aria-pressed={isOn}
      disabled={calipers === null && (type === 'marching' || type === 'snapping')}
      onClick={() => onWish({ type })}
    >
      {text} <kbd>{key}</kbd>
    </button>
  );
  return (
    <footer className="strip-measure">
      <div className="strip-tools">
        {toggle('calipers', 'Calipers', 'C', calipers !== null)}
        {toggle('qt', 'QT', 'Q', calipers?.mode === 'qt')}
        {toggle('marching', 'March out', 'M', isMarching)}
        {toggle('snapping', 'Snap to peaks', 'P', isSnapping)}
        <output className="strip-readout" aria-live="polite">
          {calipers === null || times === null ? (
            'calipers measure interval, rate and amplitude'
          ) : (
            <Readout state={state} calipers={calipers} times={times} lane={lane} thenLane={thenLane} />
          )}
        </output>
      </div>
      <div className="strip-keys">
        {keyHints
          .filter(({ needsCalipers }) => calipers !== null || needsCalipers === undefined)
          .map(({ keys, does }) => (
            <span key={keys}>
              <kbd>{keys}</kbd> {does}
            </span>
          ))}
      </div>
    </footer>
  );
}

function Readout({
  state,
  calipers,
  times,
  lane,
  thenLane,
}: {
  state: StripState;
  calipers: Calipers;
  times: TimeMeasure;
  lane: StripLane | undefined;
  thenLane: StripLane | undefined;
}) {
  const { a, b } = calipers.at;
  const measure = lane === undefined ? null : measureLane(lane, a, b);
  const rateHz = lane?.waves[0]?.channel.rateHz;
  return (
    <>
      <strong>{intervalText(times)}</strong>
      {times.qt !== null && (
        <>
          <strong>QT {Math.round(times.qt.ms)} ms</strong>
          <strong>{correctedText(times.qt.corrected)}</strong>
          <em>{cautionText(times.qt.corrected)}</em>
        </>
      )}
      {lane !== undefined && measure !== null && (
        <span>
          {lane.shortName} {amplitudeText(measure, lane.unit)}
        </span>
      )}
      {rateHz !== undefined && <small>1 sample = {(1000 / rateHz).toFixed(1)} ms</small>}
      {lane !== undefined && lane.filter !== 'asSent' && <em>measured on the filtered signal</em>}
      <Difference state={state} calipers={calipers} times={times} lane={lane} thenLane={thenLane} />
    </>
  );
}

/** The same measures in the baseline, where the calipers stand over it, and how the strip differs from them. */
function Difference({
  state,
  calipers,
  times,
  lane,
  thenLane,
}: {
  state: StripState;
  calipers: Calipers;
  times: TimeMeasure;
  lane: StripLane | undefined;
  thenLane: StripLane | undefined;
}) {
  const byMs = state.baseline?.byMs ?? null;
  if (byMs === null || lane === undefined || thenLane === undefined || thenLane.unit !== lane.unit) return null;
  const [a = 0, b = 0, q = 0, t = 0] = LINES.map((name) =>
    placed(thenLane, calipers.at[name] + byMs, snaps(state, name)),
  );
  const before = measureTimes({ ...calipers, at: { a, b, q, t } });
  const { a: aMs, b: bMs } = calipers.at;
  const [now, then] = [measureLane(lane, aMs, bMs).change, measureLane(thenLane, a, b).change];
  const change = now === null || then === null ? null : now - then;
  return (
    <span className="strip-difference">
      against baseline: {intervalText(before)}, so {differenceText(times.interval.ms - before.interval.ms, 'ms')}
      {times.qt !== null && before.qt !== null && `; QT ${differenceText(times.qt.ms - before.qt.ms, 'ms')}`}; amplitude{' '}
      {differenceText(change, lane.unit)}
    </span>
  );
}
