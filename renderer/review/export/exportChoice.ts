import type { ExportFormat } from '#domain/export/exportRecord.ts';
import type { PaperName } from '#domain/export/strip/sheet.ts';
import { asciiText } from '#domain/export/texts.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { KeptChannel } from '#renderer/history/keptWave.ts';
import { stayUntil } from '#renderer/review/place.ts';
import type { ReviewPlace } from '#renderer/review/reviewServices.ts';
import { isStrip } from './exportJob.ts';

/** What of a stay is exported. `stretch`: what the overview marks. */
export type SpanChoice = number | 'stretch' | 'stay';

/** What somebody chose in the dialog. */
export interface ExportChoice {
  readonly format: ExportFormat;
  readonly span: SpanChoice;
  /** Names of waves. */
  readonly waves: readonly string[];
  readonly paper: PaperName;
  readonly mmPerS: number;
  readonly gain: number;
  readonly filter: FilterName;
  /** Data files say who the patient is. A strip always does: one without a name ends in the wrong record. */
  readonly isNamed: boolean;
  readonly isFileNamed: boolean;
  readonly actorId: string;
  readonly why: string;
}

export const formatTexts: Readonly<Record<ExportFormat, { readonly title: string; readonly text: string }>> = {
  pdf: { title: 'Strip, PDF', text: 'to print, in true size' },
  png: { title: 'Strip, picture', text: 'PNG in true size, 300 dpi' },
  wfdb: { title: 'WFDB', text: 'for PhysioNet’s tools' },
  edf: { title: 'EDF+', text: 'for other viewers' },
  csv: { title: 'CSV', text: 'for spreadsheets' },
};

const SECOND = 1000;
const MINUTE = 60_000;

export const stripSpans: readonly SpanChoice[] = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE];
export const dataSpans: readonly SpanChoice[] = [MINUTE, 10 * MINUTE, 60 * MINUTE, 'stretch', 'stay'];

/** What fits the memory of a window beside its wall: 24 h of two ECGs at 250 Hz, or 10 h of a whole bed. */
const MOST_SAMPLES = 45_000_000;
/** Text is ten times as large. */
const MOST_ROWS = 8_000_000;

export function spansOf(format: ExportFormat): readonly SpanChoice[] {
  return isStrip(format) ? stripSpans : dataSpans;
}

/**
 * From when until when: about the cursor, and never outside of the stay. In whole milliseconds, as the record has them: a station's clock
 * counts parts of one too.
 */
export function spanOf(
  choice: SpanChoice,
  { stay, cursorMs, fromMs, untilMs }: ReviewPlace,
  latestMs: number,
): { readonly fromMs: number; readonly untilMs: number } {
  const [begin, end] = [Math.ceil(stay.fromMs), Math.floor(stayUntil(stay, latestMs))];
  if (choice === 'stay') return { fromMs: begin, untilMs: end };
  if (choice === 'stretch')
    return { fromMs: Math.max(Math.ceil(fromMs), begin), untilMs: Math.min(Math.floor(untilMs), end) };
  // A strip begins at a whole second, and shows what was before the cursor too.
  const wanted = Math.floor((cursorMs - choice / 2) / SECOND) * SECOND;
  const first = Math.max(begin, Math.min(wanted, end - choice));
  return { fromMs: first, untilMs: Math.min(end, first + choice) };
}

/** What keeps an export from beginning, for people; '': nothing. */
export function obstacle(
  choice: ExportChoice,
  span: { readonly fromMs: number; readonly untilMs: number },
  channels: readonly KeptChannel[],
): string {
  if (choice.waves.length === 0) return 'Choose a wave.';
  if (span.untilMs <= span.fromMs) return 'This stay has no such time.';
  const seconds = (span.untilMs - span.fromMs) / SECOND;
  const samples = channels.reduce((sum, { rateHz }) => sum + rateHz * seconds, 0);
  const most = choice.format === 'csv' ? MOST_ROWS : MOST_SAMPLES;
  if (samples > most)
    return `That is ${Math.round(samples / 1e6)} million samples; at most ${most / 1e6} million at once. Choose a shorter span or fewer waves.`;
  if (choice.actorId === '') return 'Say who exports.';
  return choice.why.trim() === '' ? 'Say why.' : '';
}

/**
 * Name of a file, without its end. The patient's name is in it only when that was chosen: names of files are shown in folders,
 * mails and histories to people who never open them.
 */
export function fileName(
  { format, isFileNamed }: Pick<ExportChoice, 'format' | 'isFileNamed'>,
  bedName: string,
  patient: Patient | null,
  fromMs: number,
): string {
  const at = new Date(fromMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const who = isFileNamed && patient !== null ? [patient.displayName || patient.patientId] : [];
  return ['vigil', isStrip(format) ? 'strip' : format, ...who, bedName, day, time].map(plain).join('_');
}

/** Letters, digits and `-`: what a name is on every system. */
function plain(text: string): string {
  return (
    asciiText(text)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'x'
  );
}
