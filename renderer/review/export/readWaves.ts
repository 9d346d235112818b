import type { ExportWave } from '#domain/export/exportSpan.ts';
import type { Archive } from '#renderer/history/archive.ts';
import { heldGapWords } from '#renderer/review/reviewTexts.ts';

/** What is read of a bed. Whoever asks has cut it to the stay that it is exported for. */
export interface ExportSource {
  readonly bedKey: string;
  /** Names (keptWave.ts, waveName). */
  readonly waves: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Waves as they are held, in the order of their names, with the reasons of gaps in words. */
export async function readWaves(archive: Archive, { bedKey, waves: names, fromMs, untilMs }: ExportSource) {
  const pieces: ExportWave[] = [];
  for (const name of names) {
    const { waves } = await archive.window(bedKey, name, fromMs, untilMs);
    for (const { channel, runs, gaps } of waves) {
      const told = gaps.map(({ from, until, state }) => ({ from, until, reason: heldGapWords[state].why }));
      pieces.push({ channel, runs, gaps: told });
    }
  }
  return pieces;
}
