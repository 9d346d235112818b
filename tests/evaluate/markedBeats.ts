import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '#fixtures/replay/recording.ts';
import { FLUTTER_BEGINS, FLUTTER_ENDS, isBeat, wfdbAnnotations } from '#fixtures/replay/wfdbAnnotations.ts';
import type { Span } from './beatScore.ts';

/** What people marked in a record, ms from its beginning. */
export interface MarkedBeats {
  /** Rising. */
  readonly beatsMs: readonly number[];
  /** Ventricular flutter or fibrillation: it has no beats. */
  readonly flutter: readonly Span[];
}

/** Beats and flutter of a WFDB record's `.atr`; null: it has none. @throws Unplayable when the file is damaged */
export function markedBeats(folder: string, { name, channels }: Recording): MarkedBeats | null {
  const file = join(folder, `${name}.atr`);
  if (!existsSync(file)) return null;
  const frameRateHz = channels[0]?.channel.rateHz ?? 1;
  const annotations = wfdbAnnotations(readFileSync(file), name, frameRateHz);
  const toMs = (frame: number) => (frame * 1000) / frameRateHz;
  const flutter: Span[] = [];
  for (const [k, { code, frame }] of annotations.entries()) {
    if (code !== FLUTTER_BEGINS) continue;
    const end = annotations.slice(k).find((one) => one.code === FLUTTER_ENDS)?.frame;
    flutter.push([toMs(frame), end === undefined ? Number.POSITIVE_INFINITY : toMs(end)]);
  }
  return { beatsMs: annotations.filter(isBeat).map(({ frame }) => toMs(frame)), flutter };
}
