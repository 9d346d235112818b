import './vitals.css';
import { type CSSProperties, memo } from 'react';
import type { NumericGroup } from '#domain/vitals/display.ts';
import { groupNote, groupNumericsOf, groupReadings, readingText } from './readingText.ts';
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

interface NumericLook {
  size: NumericSize;
  /** Shows the mean of a pressure in parentheses; there must be room for it. */
  withMean?: boolean;
}

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

const NumericLineOf = memo(function NumericLineOf({
  group,
  first,
  second,
  mean,
  size,
  withMean = false,
}: {
  group: NumericGroup;
  first: Reading | undefined;
  second: Reading | undefined;
  mean: Reading | undefined;
} & NumericLook) {
  const parts = [first, second, mean].slice(0, groupNumericsOf(group).length);
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
        <span className="numeric-note">{groupNote(group, parts, true)}</span>
      </span>
      <span className="numeric-value">
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
