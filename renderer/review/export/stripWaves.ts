import type { ExportWave } from '#domain/export/exportSpan.ts';
import type { StripWave } from '#domain/export/strip/strip.ts';
import { channelText } from '#renderer/review/reviewTexts.ts';

/** Waves with the names that monitors print. */
export function stripWaves(waves: readonly ExportWave[]): readonly StripWave[] {
  return waves.map((wave) => ({ ...wave, name: channelText(wave.channel) }));
}
