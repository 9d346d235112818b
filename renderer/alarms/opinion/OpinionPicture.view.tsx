import './opinion.css';
import type { OpinionSource, SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { SKETCH_COLUMNS, sketchColumns } from '#domain/analysis/sketch.ts';
import type { SourceKind } from '#domain/analysis/strip.ts';
import { spokenSource } from './opinionTexts.ts';

/** Heights in units of the picture; a unit across is a column of the sketch. */
const LANE = 34;
const MARK = 6;

const parameters: Readonly<Record<SourceKind, string>> = { ecg: 'ecg', pleth: 'spo2', pressure: 'abp' };

/** The strip that was judged, every wave with its beats marked above it. To be looked at; measured is in the review. */
export function OpinionPicture({ opinion: { sources, durationMs } }: { opinion: SecondOpinion }) {
  return (
    <figure className="opinion-picture">
      {sources.map((source) => (
        <div key={`${source.code} ${source.label}`} className="opinion-lane">
          <span className="opinion-label" aria-hidden="true">
            {source.label}
          </span>
          <Wave source={source} durationMs={durationMs} />
        </div>
      ))}
      <figcaption aria-hidden="true">
        <span>{Math.round(durationMs / 1000)} s before</span>
        <span>| beats found</span>
        <span>alarm</span>
      </figcaption>
    </figure>
  );
}

function Wave({ source, durationMs }: { source: OpinionSource; durationMs: number }) {
  return (
    <svg
      className="opinion-wave"
      role="img"
      aria-label={spokenSource(source)}
      viewBox={`0 0 ${SKETCH_COLUMNS} ${LANE}`}
      preserveAspectRatio="none"
      style={{ color: `var(--parameter-${parameters[source.kind]})` }}
    >
      <path className="opinion-beats" d={beatPath(source, durationMs)} />
      <path className="opinion-trace" d={tracePath(source)} />
    </svg>
  );
}

/** Each column from its lowest to its highest, joined to the one before; apart where samples are missing. */
function tracePath({ sketch }: OpinionSource): string {
  const y = (part: number) => (MARK + 2 + (1 - part) * (LANE - MARK - 4)).toFixed(1);
  let [path, isApart] = ['', true];
  for (const [x, column] of sketchColumns(sketch).entries()) {
    if (column !== null) path += `${isApart ? 'M' : 'L'}${x} ${y(column.low)}L${x} ${y(column.high)}`;
    isApart = column === null;
  }
  return path;
}

function beatPath({ beatsMs }: OpinionSource, durationMs: number): string {
  return beatsMs.map((atMs) => `M${((atMs / durationMs) * SKETCH_COLUMNS).toFixed(1)} 0V${MARK}`).join('');
}
