import { messageOf } from '#domain/errors.ts';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import type { HistoryWindow } from '#renderer/history/historyReader.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import type { Whose } from '#renderer/history/owner.ts';
import type { Span } from '#renderer/history/spans.ts';
import { stayUntil } from '#renderer/review/place.ts';
import { type AlarmMark, marksOf } from '#renderer/review/stayAlarms.ts';

/** What is held of a stretch of a stay: windows by wave, in the order they were asked for. */
export interface HeldStrip extends Span {
  /** The part of the stretch that is the stay's; null: none of it. Nothing outside of it was asked for. */
  readonly own: Span | null;
  readonly windows: readonly { readonly name: string; readonly window: HistoryWindow }[];
  /** Those that began within the stretch: this patient's, and those of which nobody knows whose they are. */
  readonly alarms: readonly AlarmMark[];
  /** When it was asked: of a stay that lasts nothing was held behind it. */
  readonly askedMs: number;
}

/** An answer, or why there is none, for people. */
export type StripAnswer =
  | { readonly ok: true; readonly strip: HeldStrip }
  | { readonly ok: false; readonly reason: string };

/**
 * Asks for a stretch of a stay, and only for what is the stay's: the bed had another patient before and after.
 *
 * @param waves by name; none: all that are held
 * @param latestMs when a stay ends that lasts
 */
export async function readStrip(
  archive: Archive,
  stay: HeldStay,
  waves: readonly string[],
  { fromMs, untilMs }: Span,
  latestMs: number,
): Promise<StripAnswer> {
  const own = within({ fromMs, untilMs }, { fromMs: stay.fromMs, untilMs: stayUntil(stay, latestMs) });
  const strip = { fromMs, untilMs, own, askedMs: latestMs };
  if (own === null) return { ok: true, strip: { ...strip, windows: [], alarms: [] } };
  try {
    const names = waves.length > 0 ? waves : await allNames(archive, stay, own);
    const [windows, alarms] = await Promise.all([
      Promise.all(
        names.map(async (name) => ({ name, window: await archive.window(stay, name, own.fromMs, own.untilMs) })),
      ),
      archive.alarms(stay, own.fromMs, own.untilMs),
    ]);
    const began = marksOf(stay, alarms).filter((mark) => mark.fromMs >= own.fromMs && mark.fromMs < own.untilMs);
    return { ok: true, strip: { ...strip, windows, alarms: began } };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

/** What two stretches share; null: nothing. */
export function within(a: Span, b: Span): Span | null {
  const shared = { fromMs: Math.max(a.fromMs, b.fromMs), untilMs: Math.min(a.untilMs, b.untilMs) };
  return shared.fromMs < shared.untilMs ? shared : null;
}

async function allNames(archive: Archive, whose: Whose, { fromMs, untilMs }: Span): Promise<readonly string[]> {
  const { waves } = await archive.names(whose, fromMs, untilMs);
  return [...new Set(waves.map(waveName))];
}
