import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EcgBeats } from '#domain/analysis/ecgBeats.ts';
import type { Recording } from '#fixtures/replay/recording.ts';
import { readRecordings } from '#fixtures/replay/recordings.ts';
import { NO_SAMPLE } from '#fixtures/replay/wfdbSignals.ts';
import { type BeatScore, beatScore, scoreBeats } from './beatScore.ts';
import { type MarkedBeats, markedBeats } from './markedBeats.ts';

export const beatsUsage = `beats --data DIR [--from-second 300] [--lead N]
  The beats found in annotated WFDB records (.atr) of DIR and its folders, against the annotated ones, as ANSI/AAMI EC57: within
  150 ms, without the first five minutes and without ventricular flutter. --lead: in one lead alone instead of in all.`;

/** Samples that a gateway would send at once, ms. */
const BLOCK_MS = 100;

/** @throws Error on wrong arguments, or when there is no annotated record */
export async function beats(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, 'from-second': { type: 'string', default: '300' }, lead: { type: 'string' } },
  });
  if (values.data === undefined) throw new Error('--data DIR: needed');
  const fromMs = 1000 * Number(values['from-second']);
  if (!(fromMs >= 0)) throw new Error(`--from-second ${values['from-second']}: needs a number from 0`);
  const lead = values.lead === undefined ? null : Number(values.lead);
  const records: Record<string, BeatScore> = {};
  const problems: string[] = [];
  for (const folder of annotatedFolders(values.data)) {
    const read = readRecordings(folder);
    problems.push(...read.problems);
    for (const recording of read.recordings) {
      const marked = markedBeats(folder, recording);
      if (marked !== null) records[recording.name] = evaluateBeats(recording, marked, { fromMs, lead });
    }
  }
  const all = Object.values(records);
  if (all.length === 0) throw new Error(`--data ${values.data}: has no annotated record (.hea with .atr)`);
  const sum = (field: 'tp' | 'fp' | 'fn') => all.reduce((total, record) => total + record[field], 0);
  return { records, all: beatScore(sum('tp'), sum('fp'), sum('fn')), fromSecond: fromMs / 1000, problems };
}

/** The folder and those in it that have annotations. */
function annotatedFolders(dir: string): readonly string[] {
  const below = readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(dir, entry.name)] : [],
  );
  return [dir, ...below].filter((folder) => readdirSync(folder).some((file) => file.endsWith('.atr')));
}

/** @param options.lead only this of the leads; null: all */
export function evaluateBeats(
  recording: Recording,
  { beatsMs, flutter }: MarkedBeats,
  options: { readonly fromMs: number; readonly lead: number | null },
): BeatScore {
  const leads = recording.channels.filter(
    (_, k) => k === (options.lead ?? k) && recording.channels[k]?.channel.unit === 'mV',
  );
  if (leads.length === 0) throw new Error(`${recording.name}: has no such ECG lead`);
  return scoreBeats(beatsMs, detectedBeats(leads), { fromMs: options.fromMs, excluded: flutter });
}

/** The beats as a station would find them that is sent all leads block by block. */
export function detectedBeats(leads: Recording['channels']): number[] {
  const finder = new EcgBeats(leads.map(({ channel }) => channel.rateHz));
  const physical = leads.map(({ channel, samples }) =>
    Float64Array.from(samples, (raw) => (raw === NO_SAMPLE ? Number.NaN : raw * channel.scalePerLsb + channel.offset)),
  );
  const blocks = leads.map(({ channel }) => Math.max(1, Math.round((BLOCK_MS * channel.rateHz) / 1000)));
  const found: number[] = [];
  const most = Math.max(...physical.map((samples, k) => Math.ceil(samples.length / (blocks[k] as number))));
  for (let block = 0; block < most; block++) {
    for (const [k, samples] of physical.entries()) {
      const size = blocks[k] as number;
      const { fused } = finder.put(k, samples.subarray(block * size, (block + 1) * size));
      for (const { atMs } of fused) found.push(atMs);
    }
  }
  return found;
}
