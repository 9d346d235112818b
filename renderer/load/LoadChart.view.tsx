import { type Load, loadLines } from '#domain/alarms/load/loadReport.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';

const TEN_MINUTES_MS = 600_000;
const WIDTH = 1200;
const HEIGHT = 260;
const LEFT = 96;
const BOTTOM = 30;
const FLOOD = 10;

/**
 * What came in each ten minutes, by nurse, over time: raw as a ground, presented as bars, sounded as a line on them. The lines
 * of ISA-18.2 stand at 1 and 10. The scale is the square root, so that 1 can be read beside 30.
 */
export function LoadChart({
  fromMs,
  nurses,
  raw,
  presented,
  sounded,
}: {
  fromMs: number;
  nurses: number;
  raw: Load;
  presented: Load;
  sounded: Load;
}) {
  const count = Math.max(1, raw.per10Min.length);
  const most = Math.max(FLOOD * 1.2, ...raw.per10Min.map((value) => value / nurses));
  const x = (index: number) => LEFT + ((WIDTH - LEFT) * index) / count;
  const y = (value: number) => (HEIGHT - BOTTOM) * (1 - Math.sqrt(value / most)) + 4;
  const stepped = (values: readonly number[]) =>
    values.map((value, index) => `L${x(index)} ${y(value / nurses)}H${x(index + 1)}`).join('');
  const ground = `M${LEFT} ${y(0)}${stepped(raw.per10Min)}V${y(0)}Z`;
  const everyHours = count > 72 ? 4 : 1;
  const hours = raw.per10Min.flatMap((_, index) => {
    const atMs = fromMs + index * TEN_MINUTES_MS;
    return new Date(atMs).getMinutes() < 10 && new Date(atMs).getHours() % everyHours === 0 ? [{ index, atMs }] : [];
  });
  const said = `Alarms in ten minutes and nurse over time. Presented ${presented.perNurse10Min.toFixed(2)} on average, line at ${loadLines.presentedPer10Min}; raw ${raw.perNurse10Min.toFixed(1)}.`;
  return (
    <svg className="load-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
      <path className="load-raw" d={ground} />
      {presented.per10Min.map((value, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in time is what it is
          key={index}
          className="load-presented"
          x={x(index) + 0.5}
          width={Math.max(1, x(1) - x(0) - 1)}
          y={y(value / nurses)}
          height={y(0) - y(value / nurses)}
        />
      ))}
      <path
        className="load-sounded"
        d={`M${LEFT} ${y((sounded.per10Min[0] ?? 0) / nurses)}${stepped(sounded.per10Min)}`}
      />
      {[
        { at: loadLines.presentedPer10Min, text: '1' },
        { at: FLOOD, text: 'flood 10' },
      ].map(({ at, text }) => (
        <g key={at} className="load-line">
          <path d={`M${LEFT} ${y(at)}H${WIDTH}`} />
          <text x={LEFT - 4} y={y(at) + 7} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {hours.map(({ index, atMs }) => (
        <text key={index} className="load-hour" x={x(index)} y={HEIGHT - 5} textAnchor="middle">
          {timeOfDay(atMs)}
        </text>
      ))}
    </svg>
  );
}
