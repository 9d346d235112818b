import type { ExportWave } from '#domain/export/exportSpan.ts';
import type { Archive } from '#renderer/history/archive.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { heldGapWords } from '#renderer/review/reviewTexts.ts';

/** What is read: of whom, and from when to when. */
export interface ExportSource {
  /** Whose stay is exported: nothing of anybody else is read. */
  readonly whose: Whose;
  /** Names (keptWave.ts, waveName). */
  readonly waves: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Waves as they are held, in the order of their names, with the reasons of gaps in words. */
export async function readWaves(
  archive: Pick<Archive, 'window'>,
  { whose, waves: names, fromMs, untilMs }: ExportSource,
) {
  const pieces: ExportWave[] = [];
  for (const name of names) {
    const { waves } = await archive.window(whose, name, fromMs, untilMs);
    // Whose it is is the station's pseudonym: a file names the patient or nobody.
    for (const {
      channel: { owner: _, ...channel },
      runs,
      gaps,
    } of waves) {
      const told = gaps.map(({ from, until, state }) => ({ from, until, reason: heldGapWords[state].why }));
      pieces.push({ channel, runs, gaps: told });
    }
  }
  return pieces;
}
