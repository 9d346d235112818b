import { useMemo, useRef, useState } from 'react';
import { NO_VALUE, unitText } from '#domain/vitals/display.ts';
import type { HeldReadings } from '#renderer/history/archive.ts';
import { Choice } from '#renderer/review/Choice.view.tsx';
import { stayUntil } from '#renderer/review/place.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { dayText, momentText } from '#renderer/review/reviewTexts.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { useTheme } from '#renderer/theme/useTheme.ts';
import { TABLE_STEPS_MIN, tableTimes } from './tableTimes.ts';
import type { Lane } from './trendLanes.ts';
import { laneReading, scoreAt, scoreText } from './trendReadings.ts';
import { useReadings } from './useTrends.ts';

/** CSS pixels. */
const NAME_PX = 110;
const COLUMN_PX = 92;
const MINUTE_MS = 60_000;

/** Values about the cursor at even times: the last that was believed then, and of a cuff the one since the column before. */
export function TrendTable({
  lanes,
  hasScore,
  colours,
  onOpen,
}: {
  readonly lanes: readonly Lane[];
  readonly hasScore: boolean;
  readonly colours: ReturnType<typeof useTheme>['parameters'];
  readonly onOpen: (atMs: number) => void;
}) {
  const { place: where, do: act, latestMs } = useReview();
  const { stay, cursorMs } = useSubject(where, (value) => value);
  const [stepMin, setStepMin] = useState<(typeof TABLE_STEPS_MIN)[number]>(15);
  const box = useRef<HTMLDivElement>(null);
  const { widthPx } = useBoxSize(box);
  const stepMs = stepMin * MINUTE_MS;
  const columns = Math.max(2, Math.floor((widthPx - NAME_PX) / COLUMN_PX));
  const untilMs = stayUntil(stay, latestMs());
  const times = useMemo(
    () => tableTimes(cursorMs, stepMs, columns, { fromMs: stay.fromMs, untilMs }),
    [cursorMs, stepMs, columns, stay, untilMs],
  );
  const { got, problem } = useReadings(stay, times);
  const current = times.findLast((timeMs) => timeMs <= cursorMs);
  const places = new Map(got === null ? [] : Array.from(got.question, (atMs, k) => [atMs, k] as const));
  const cell = (timeMs: number, text: (readings: readonly HeldReadings[], at: number) => string) => {
    const at = places.get(timeMs);
    return got === null || at === undefined ? '…' : text(got.answer, at);
  };
  return (
    <div className="trends-table">
      <div className="trends-bar">
        <Choice
          name="Between two columns"
          among={TABLE_STEPS_MIN}
          chosen={stepMin}
          textOf={(each) => `${each} min`}
          onChoose={setStepMin}
        />
        <span className="review-quiet">last value by each time · a cuff’s with the time it was taken</span>
        {problem !== '' && <span className="review-wrong">The history can’t be read: {problem}</span>}
      </div>
      <div ref={box} className="trends-table-box">
        <table aria-label={`Values every ${stepMin} min`}>
          <thead>
            <tr>
              <th scope="col">{dayText(cursorMs)}</th>
              {times.map((timeMs) => (
                <th key={timeMs} scope="col" data-current={timeMs === current}>
                  <button
                    type="button"
                    title={`${momentText(timeMs)}: cursor; double click: strip`}
                    onClick={() => act({ type: 'goTo', atMs: timeMs })}
                    onDoubleClick={() => onOpen(timeMs)}
                  >
                    {timeOfDay(timeMs)}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lanes.map((lane) => (
              <tr key={lane.key}>
                <th scope="row" style={{ color: colours[lane.group.parameter] }}>
                  {lane.group.label} <span className="review-quiet">{unitText(lane.group.unit)}</span>
                </th>
                {times.map((timeMs) => (
                  <td key={timeMs} data-current={timeMs === current}>
                    {cell(timeMs, (readings, at) => cellText(lane, readings, at, timeMs, stepMs))}
                  </td>
                ))}
              </tr>
            ))}
            {hasScore && (
              <tr>
                <th scope="row">NEWS2</th>
                {times.map((timeMs) => (
                  <td key={timeMs} data-current={timeMs === current}>
                    {cell(timeMs, (readings, at) => scoreText(scoreAt(stay.patient, readings, at, timeMs)))}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
        {times.length === 0 && <p className="review-quiet">The stay is shorter than {stepMin} min.</p>}
      </div>
    </div>
  );
}

function cellText(lane: Lane, readings: readonly HeldReadings[], at: number, timeMs: number, stepMs: number): string {
  const { text, timeMs: takenMs, isBelieved } = laneReading(lane, readings, at, timeMs);
  if (lane.numerics[0]?.periodMs !== 0) return text;
  // Each cuff pressure stands in one column, with its time: in the next it would look like another.
  if (!isBelieved || takenMs === null || takenMs <= timeMs - stepMs) return '';
  return text === NO_VALUE ? '' : `${text} ${timeOfDay(takenMs)}`;
}
