import './vitals.css';
import { type CSSProperties, memo } from 'react';
import { type NumericGroup, unitText } from '#domain/vitals/display.ts';
import { groupNumericsOf, groupReadings, readingText, timeOfDay } from './readingText.ts';
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

/** Width of a digit of the bold tabular face, in parts of the font size; a little generous. */
const DIGIT = 0.57;
/** Room for the label beside the value, in parts of the label's size. */
const LABEL_ROOM = 1.6;

/**
 * One line of numbers: label and unit at the left, the value big at the right. A value past its time is grey and says
 * how old it is; an expired one is `---`. Drawn again only when one of its own values has changed.
 */
export function NumericLine({
  group,
  readings,
  ...look
}: {
  group: NumericGroup;
  readings: BedReadings;
} & NumericLook) {
  const [first, second, mean] = groupReadings(group, readings);
  return <NumericLineOf group={group} first={first} second={second} mean={mean} {...look} />;
}

interface NumericLook {
  size: NumericSize;
  /** Width of the line in CSS pixels where it is known: nothing need then be measured when a value changes. */
  widthPx?: number;
  /** The label stands above the value and takes no width from it. */
  isStacked?: boolean;
  /** Shows the mean of a pressure in parentheses; there must be room for it. */
  withMean?: boolean;
  /** Shows the unit below the label while there is nothing more important to say there. */
  withUnit?: boolean;
}

const NumericLineOf = memo(function NumericLineOf({
  group,
  first,
  second,
  mean,
  size,
  widthPx,
  isStacked = false,
  withMean = false,
  withUnit = true,
}: {
  group: NumericGroup;
  first: Reading | undefined;
  second: Reading | undefined;
  mean: Reading | undefined;
} & NumericLook) {
  const parts = [first, second, mean].slice(0, groupNumericsOf(group).length);
  const wide = digits(group, parts, withMean);
  const style = {
    '--parameter': `var(--parameter-${group.parameter})`,
    ...(widthPx === undefined && { '--label': `${size.labelPx}px`, '--digits': wide }),
    height: size.heightPx,
    color: 'var(--parameter)',
    fontSize: size.fontPx,
  } as CSSProperties;
  const roomPx = widthPx === undefined ? null : widthPx - (isStacked ? 0 : LABEL_ROOM * size.labelPx);
  const valueStyle = roomPx === null ? undefined : { fontSize: Math.min(size.fontPx, roomPx / (wide * DIGIT)) };
  return (
    <div
      className={widthPx === undefined ? 'numeric numeric-measured' : 'numeric'}
      style={style}
      data-label={group.label}
    >
      <span className="numeric-label" style={{ fontSize: size.labelPx }}>
        <span className="numeric-name">{group.label}</span>
        <span className="numeric-note">{note(group, parts, withUnit)}</span>
      </span>
      <span className="numeric-value" style={valueStyle}>
        <Part reading={first} />
        {group.content.kind === 'pressure' && (
          <>
            <span className="numeric-slash">/</span>
            <Part reading={second} />
            {withMean && group.content.mean !== null && (
              <span className="numeric-mean">
                (<Part reading={mean} />)
              </span>
            )}
          </>
        )}
      </span>
    </div>
  );
});

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
