import type { Range } from '#domain/signals/ranges.ts';
import { firstIndexFrom, type Timing } from '#domain/signals/slots.ts';
import type { ExportSpan, ExportWave } from './exportSpan.ts';

/** Waves whose samples are taken at the same moments, together, in their order: one index is one time in all of them. */
export function wavesByMoments(waves: readonly ExportWave[]): readonly (readonly [ExportWave, ...ExportWave[]])[] {
  const groups = new Map<string, [ExportWave, ...ExportWave[]]>();
  for (const wave of waves) {
    const moments = `${wave.channel.originMs} ${wave.channel.rateHz}`;
    const group = groups.get(moments);
    if (group === undefined) groups.set(moments, [wave]);
    else group.push(wave);
  }
  return [...groups.values()];
}

/** The samples of a span, by index. */
export function indicesOf(timing: Timing, { fromMs, untilMs }: Pick<ExportSpan, 'fromMs' | 'untilMs'>): Range {
  return { from: firstIndexFrom(timing, fromMs), until: firstIndexFrom(timing, untilMs) };
}
