import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import type { HistoryWindow } from '#renderer/history/historyReader.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import { waveName } from '#renderer/history/keptWave.ts';

/** A stretch of time, in ms since 1970 on the gateway's clock. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What is held of a stretch of a stay: windows by wave, in the order they were asked for. */
export interface HeldStrip extends Span {
  /** The part of the stretch that is the stay's; null: none of it. Nothing outside of it was asked for. */
  readonly own: Span | null;
  readonly windows: readonly { readonly name: string; readonly window: HistoryWindow }[];
  /** Those that began within the stretch, for this patient. */
  readonly alarms: readonly KeptAlarm[];
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
 */
export async function readStrip(
  archive: Archive,
  stay: HeldStay,
  waves: readonly string[],
  { fromMs, untilMs }: Span,
  nowMs: number,
): Promise<StripAnswer> {
  const { bedKey } = stay;
  const own = within({ fromMs, untilMs }, { fromMs: stay.fromMs, untilMs: stay.untilMs ?? nowMs });
  const strip = { fromMs, untilMs, own, askedMs: nowMs };
  if (own === null) return { ok: true, strip: { ...strip, windows: [], alarms: [] } };
  try {
    const names = waves.length > 0 ? waves : await allNames(archive, bedKey, own);
    const [windows, alarms] = await Promise.all([
      Promise.all(
        names.map(async (name) => ({ name, window: await archive.window(bedKey, name, own.fromMs, own.untilMs) })),
      ),
      archive.alarms(bedKey, own.fromMs, own.untilMs),
    ]);
    const began = alarms.filter(({ member: { alarm } }) => {
      const { onsetMs } = alarm.report;
      const isHis = stay.patient?.key === undefined || alarm.patientKey === stay.patient.key;
      return isHis && onsetMs >= own.fromMs && onsetMs < own.untilMs;
    });
    return { ok: true, strip: { ...strip, windows, alarms: began } };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** What two stretches share; null: nothing. */
export function within(a: Span, b: Span): Span | null {
  const shared = { fromMs: Math.max(a.fromMs, b.fromMs), untilMs: Math.min(a.untilMs, b.untilMs) };
  return shared.fromMs < shared.untilMs ? shared : null;
}

async function allNames(archive: Archive, bedKey: string, { fromMs, untilMs }: Span): Promise<readonly string[]> {
  const { waves } = await archive.names(bedKey, fromMs, untilMs);
  return [...new Set(waves.map(waveName))];
}
