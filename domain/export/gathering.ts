import type { Run } from '#domain/signals/chunk/series.ts';
import type { ExportGap, ExportWave } from './exportSpan.ts';

/** A wave that is being put together: the same lists grow. */
interface Growing {
  readonly channel: ExportWave['channel'];
  readonly runs: Run[];
  readonly gaps: ExportGap[];
}

/**
 * Puts a span together from pieces that come in the order of their times. Pieces of one wave are told by all that is known of its
 * channel. Gaps that touch and have one reason become one; runs stay as they came.
 */
export class Gathering {
  readonly #waves = new Map<string, Growing>();

  add(pieces: readonly ExportWave[]): void {
    for (const { channel, runs, gaps } of pieces) {
      const identity = JSON.stringify(channel);
      const wave = this.#waves.get(identity) ?? { channel, runs: [], gaps: [] };
      this.#waves.set(identity, wave);
      wave.runs.push(...runs);
      for (const gap of gaps) {
        const last = wave.gaps.at(-1);
        if (last?.until === gap.from && last.reason === gap.reason)
          wave.gaps[wave.gaps.length - 1] = { ...last, until: gap.until };
        else wave.gaps.push(gap);
      }
    }
  }

  /** In the order in which they came first. */
  get waves(): readonly ExportWave[] {
    return [...this.#waves.values()];
  }
}
