import { csvTables } from '#domain/export/csv.ts';
import { edfFiles } from '#domain/export/edf.ts';
import type { ExportFile, ExportResult, ExportSpan, ExportSteps, ExportWave } from '#domain/export/exportSpan.ts';
import { layStrip } from '#domain/export/strip/layStrip.ts';
import { pdf } from '#domain/export/strip/pdf.ts';
import { withResolution } from '#domain/export/strip/pngResolution.ts';
import type { Sheet } from '#domain/export/strip/sheet.ts';
import { wfdbRecords } from '#domain/export/wfdb.ts';
import { zip } from '#domain/export/zip.ts';
import { drawSheet } from './drawSheet.ts';
import type { ExportJob, WrittenFile } from './exportJob.ts';
import { stripClock } from './stripClock.ts';
import { stripWaves } from './stripWaves.ts';

/** As fine as laser printers draw. */
const PNG_DPI = 300;
const MM_PER_INCH = 25.4;

type Writer = (span: ExportSpan, name: string) => ExportSteps;
const writers: Readonly<Record<'wfdb' | 'edf' | 'csv', Writer>> = { wfdb: wfdbRecords, edf: edfFiles, csv: csvTables };

/** By the end of a name. */
const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  zip: 'application/zip',
  csv: 'text/csv',
};

/**
 * Writes a job's file; several become one archive. Takes seconds, so it runs in a worker. `onProgress`: 0 to 1.
 *
 * @throws Error when there is nothing to write
 */
export async function writeExport(
  job: ExportJob,
  waves: readonly ExportWave[],
  onProgress: (part: number) => void,
): Promise<WrittenFile> {
  if (waves.length === 0) throw new Error('Nothing is held of these waves in that span.');
  const { files, remarks } = job.kind === 'strip' ? await writeStrip(job, waves) : writeSpan(job, waves, onProgress);
  const [first] = files;
  if (first === undefined) throw new Error('Nothing is held of these waves in that span.');
  const file = files.length === 1 ? first : { name: `${job.name}.zip`, bytes: zip(files) };
  const digest = await crypto.subtle.digest('SHA-256', file.bytes);
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const mediaType = mediaTypes[file.name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { ...file, mediaType, sha256, remarks };
}

function writeSpan(
  { format, span, name }: Extract<ExportJob, { kind: 'span' }>,
  waves: readonly ExportWave[],
  onProgress: (part: number) => void,
): ExportResult {
  const steps = writers[format]({ ...span, waves }, name);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    onProgress(step.value);
  }
}

async function writeStrip(
  { format, strip, name }: Extract<ExportJob, { kind: 'strip' }>,
  waves: readonly ExportWave[],
): Promise<ExportResult> {
  const sheets = layStrip({ ...strip, waves: stripWaves(waves) }, stripClock);
  if (format === 'pdf') return { files: [{ name: `${name}.pdf`, bytes: pdf(sheets, 'Strip') }], remarks: [] };
  const files: ExportFile[] = [];
  for (const [k, sheet] of sheets.entries())
    files.push({ name: sheets.length === 1 ? `${name}.png` : `${name}_${k + 1}.png`, bytes: await png(sheet) });
  return { files, remarks: [] };
}

async function png(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const pixelsPerMm = PNG_DPI / MM_PER_INCH;
  const canvas = new OffscreenCanvas(Math.round(sheet.widthMm * pixelsPerMm), Math.round(sheet.heightMm * pixelsPerMm));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('This browser has no canvas to draw a picture on.');
  drawSheet(context, sheet, pixelsPerMm);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return withResolution(new Uint8Array(await blob.arrayBuffer()), pixelsPerMm);
}
