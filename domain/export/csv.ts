import { physicalValue, sampleTimeMs } from '#domain/signals/channel.ts';
import { type ExportFile, type ExportSpan, type ExportSteps, type ExportWave, fullNameOf } from './exportSpan.ts';
import { indicesOf, wavesByMoments } from './moments.ts';
import { oneLine, utf8 } from './texts.ts';
import { isoMicros } from './utcTexts.ts';

/** Rows that become text at once. */
const SLICE = 20_000;

/** A digit more than raw samples of 32 bits need; none of those that only rounding makes. */
const DIGITS = 12;

/**
 * Writes a span as tables, UTF-8 with CRLF (RFC 4180): one for all waves whose samples are taken at the same moments, so that no
 * cell is empty for another reason than a gap. Columns: time (ISO 8601, UTC), seconds since the beginning, one of physical values a
 * wave with its unit in the head, and why any of them is missing. Values have 12 digits: the raw sample is the nearest whole
 * number. Alarms are in a table of their own. Texts that a spreadsheet would take for a formula have a `'` before them.
 */
export function* csvTables(span: ExportSpan, name: string): ExportSteps {
  const groups = wavesByMoments(span.waves);
  const files: ExportFile[] = [];
  for (const [k, waves] of groups.entries()) {
    const file = groups.length === 1 ? `${name}.csv` : `${name}_${k + 1}.csv`;
    const parts = [row(['time', 's', ...waves.map(headOf), 'missing'].map(textCell))];
    const columns = waves.map((wave) => new Column(wave));
    const { channel } = waves[0];
    const { from, until } = indicesOf(channel, span);
    for (let index = from; index < until; ) {
      const rows: string[] = [];
      for (const end = Math.min(until, index + SLICE); index < end; index++) {
        const timeMs = sampleTimeMs(channel, index);
        const cells = columns.map((column) => column.at(index));
        const reasons = columns.flatMap((column, c) => (cells[c] === '' ? column.reason : []));
        const seconds = String(Number(((timeMs - span.fromMs) / 1000).toFixed(6)));
        rows.push(row([isoMicros(timeMs), seconds, ...cells, textCell(reasons.join('; '))]));
      }
      parts.push(rows.join(''));
      yield (k + (index - from) / (until - from)) / groups.length;
    }
    files.push({ name: file, bytes: utf8(parts.join('')) });
  }
  if (span.notes.length > 0) files.push({ name: `${name}_alarms.csv`, bytes: utf8(alarmTable(span)) });
  return { files, remarks: [] };
}

function alarmTable({ notes, untilMs: endMs }: ExportSpan): string {
  const lines = notes.map(({ fromMs, untilMs, text }) =>
    row([isoMicros(fromMs), untilMs === null ? '' : isoMicros(untilMs), textCell(text)]),
  );
  return [row(['from', `until (empty: stood at ${isoMicros(endMs)})`, 'alarm']), ...lines].join('');
}

function headOf(wave: ExportWave): string {
  return `${fullNameOf(wave)} [${wave.channel.unit || 'no unit'}]`;
}

/** A wave read from its beginning to its end. */
class Column {
  readonly #wave: ExportWave;
  #run = 0;
  #gap = 0;
  #index = 0;

  constructor(wave: ExportWave) {
    this.#wave = wave;
  }

  /** The value at an index, '' where there is none. Indices only go up. */
  at(index: number): string {
    this.#index = index;
    const { runs, channel } = this.#wave;
    for (; this.#run < runs.length; this.#run++) {
      const { firstIndex, samples } = runs[this.#run] as ExportWave['runs'][number];
      if (index < firstIndex) return '';
      const sample = samples[index - firstIndex];
      if (sample !== undefined) return String(Number(physicalValue(channel, sample).toPrecision(DIGITS)));
    }
    return '';
  }

  /** Why there was none at the last index. */
  get reason(): string {
    const { gaps, channel } = this.#wave;
    while ((gaps[this.#gap]?.until ?? Number.POSITIVE_INFINITY) <= this.#index) this.#gap++;
    const gap = gaps[this.#gap];
    return `${channel.label}: ${gap !== undefined && gap.from <= this.#index ? gap.reason : 'not told'}`;
  }
}

/** Quoted where it must be. A spreadsheet runs what begins like a formula, whoever named the lead so (OWASP, CSV injection). */
function textCell(text: string): string {
  const line = oneLine(text);
  const safe = /^[=+\-@]/.test(line) ? `'${line}` : line;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function row(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`;
}
