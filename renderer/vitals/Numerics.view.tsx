import './vitals.css';
import type { CSSProperties } from 'react';
import { type NumericGroup, unitText } from '#domain/vitals/display.ts';
import { groupReadings, readingText, timeOfDay } from './readingText.ts';
import type { BedReadings, Reading } from './vitals.store.ts';

/** Sizes of one line of numbers, in CSS pixels. */
export interface NumericSize {
  readonly heightPx: number;
  readonly fontPx: number;
  readonly labelPx: number;
}

/** In digits; the size of the mean is that of vitals.css. */
const SLASH_DIGITS = 0.7;
const MEAN_SIZE = 0.66;

/**
 * One line of numbers: label and unit at the left, the value big at the right. A value past its time is grey and says
 * how old it is; an expired one is `---`.
 */
export function NumericLine({
  group,
  readings,
  size,
  withMean = false,
  withUnit = true,
}: {
  group: NumericGroup;
  readings: BedReadings;
  size: NumericSize;
  /** Shows the mean of a pressure in parentheses; there must be room for it. */
  withMean?: boolean;
  /** Shows the unit below the label while there is nothing more important to say there. */
  withUnit?: boolean;
}) {
  const parts = groupReadings(group, readings);
  const style = {
    '--parameter': `var(--parameter-${group.parameter})`,
    '--label': `${size.labelPx}px`,
    '--digits': digits(group, parts, withMean),
    height: size.heightPx,
    color: 'var(--parameter)',
    fontSize: size.fontPx,
  } as CSSProperties;
  return (
    <div className="numeric" style={style} data-label={group.label}>
      <span className="numeric-label" style={{ fontSize: size.labelPx }}>
        <span className="numeric-name">{group.label}</span>
        <span className="numeric-note">{note(group, parts, withUnit)}</span>
      </span>
      <span className="numeric-value">
        <Part reading={parts[0]} />
        {group.content.kind === 'pressure' && (
          <>
            <span className="numeric-slash">/</span>
            <Part reading={parts[1]} />
            {withMean && group.content.mean !== null && (
              <span className="numeric-mean">
                (<Part reading={parts[2]} />)
              </span>
            )}
          </>
        )}
      </span>
    </div>
  );
}

function Part({ reading }: { reading: Reading | undefined }) {
  return (
    <span className="numeric-part" data-state={reading?.state ?? 'awaited'}>
      {readingText(reading)}
    </span>
  );
}

/** Width of the value in digits. A value wider than its line is written smaller: one that is cut is another value. */
function digits({ content }: NumericGroup, parts: readonly (Reading | undefined)[], withMean: boolean): number {
  const [first = 0, second = 0, mean = 0] = parts.map((part) => readingText(part).length);
  if (content.kind === 'single') return first;
  return first + second + SLASH_DIGITS + (withMean && content.mean !== null ? (mean + 1.5) * MEAN_SIZE : 0);
}

/** Below the label: how late the value is; when it was taken, for an episodic one; else its unit. */
function note(group: NumericGroup, parts: readonly (Reading | undefined)[], withUnit: boolean): string {
  const known = parts.filter((part) => part !== undefined);
  const times = known.map((part) => part.timeMs).filter((timeMs) => timeMs !== null);
  const overdue = known.find((part) => part.overdue !== '')?.overdue ?? '';
  const episodic = known[0] !== undefined && known[0].numeric.periodMs <= 0;
  // The oldest of a pressure's parts speaks for all of them.
  if (episodic && times.length > 0 && !/ [hd]$/.test(overdue)) return timeOfDay(Math.min(...times));
  if (overdue !== '') return episodic ? `${overdue} ago` : overdue;
  return withUnit ? unitText(group.unit) : '';
}
