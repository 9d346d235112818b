import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wfdbBeats } from '#fixtures/replay/wfdbAnnotations.ts';
import { parseWfdbHeader } from '#fixtures/replay/wfdbHeader.ts';
import { decodeRecord } from '#fixtures/replay/wfdbRecord.ts';
import { recordingsDir } from './recordings.ts';

/** The first lead of mitdb/100 for a minute, raw, and the indices of its annotated beats. 200 units are a millivolt. */
export interface AnnotatedMinute {
  readonly rateHz: number;
  readonly samples: readonly number[];
  readonly beats: readonly number[];
}

/** null: the recordings are not here. */
export function annotatedMinute(): AnnotatedMinute | null {
  const root = recordingsDir();
  if (root === null) return null;
  const folder = join(root, 'mitdb');
  const header = parseWfdbHeader(readFileSync(join(folder, '100.hea'), 'utf8'), '100.hea');
  const { signals, frames, frameRateHz } = decodeRecord(folder, header, () => header);
  const count = 60 * frameRateHz;
  const beats = wfdbBeats(readFileSync(join(folder, '100.atr')), '100.atr', frameRateHz, frames);
  return {
    rateHz: frameRateHz,
    samples: [...(signals[0]?.samples.subarray(0, count) ?? [])].map((sample) => sample - 1024),
    beats: beats.filter((beat) => beat < count),
  };
}
