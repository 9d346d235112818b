import { useEffect, useMemo, useState } from 'react';
import { type Parameter, parameterOf } from '#domain/codes/mdc.ts';
import { messageOf } from '#domain/errors.ts';
import type { Archive, HeldCoverage, HeldNames, HeldStay } from '#renderer/history/archive.ts';
import { type KeptChannel, waveName } from '#renderer/history/keptWave.ts';
import { stayUntil } from './place.ts';
import { useReview } from './reviewServices.ts';
import { type AlarmMark, marksOf } from './stayAlarms.ts';

/** What lasts is asked for again this often. */
const AGAIN_MS = 5_000;

/** What an archive answers; `failed` says why it did not. */
export type Answered<T> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: T }
  | { readonly state: 'failed'; readonly reason: string };

const ASKING = { state: 'asking' } as const;

/** Asks when what is asked for changes, and again while the stay lasts; the answer before stays until the next is here. */
export function useHeld<T>(
  stay: HeldStay,
  ask: (archive: Archive, stay: HeldStay, latestMs: number) => Promise<T>,
): Answered<T> {
  const { archive, latestMs } = useReview();
  const [answer, setAnswer] = useState<{ readonly of: string; readonly is: Answered<T> }>({ of: '', is: ASKING });
  const { bedKey, beganMs, fromMs, untilMs } = stay;
  const of = `${bedKey} ${beganMs}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ask` is the same question whenever it is drawn
  useEffect(() => {
    let isOver = false;
    const askNow = async () => {
      const is = await ask(archive, stay, latestMs()).then(
        (value): Answered<T> => ({ state: 'here', value }),
        (error: unknown): Answered<T> => ({
          state: 'failed',
          reason: messageOf(error),
        }),
      );
      if (!isOver) setAnswer({ of, is });
    };
    void askNow();
    const timer = untilMs === null ? setInterval(() => void askNow(), AGAIN_MS) : undefined;
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [archive, of, fromMs, untilMs]);
  return answer.of === of ? answer.is : ASKING;
}

/** Alarms of the patient of a stay. */
export function useMarks(stay: HeldStay): readonly AlarmMark[] {
  const answer = useHeld(stay, (archive, of, latestMs) => archive.alarms(of, of.fromMs, stayUntil(of, latestMs) + 1));
  return useMemo(() => (answer.state === 'here' ? marksOf(stay, answer.value) : NO_MARKS), [answer, stay]);
}

const NO_MARKS: readonly AlarmMark[] = [];

/** What can be asked for of a stay. */
export function useNames(stay: HeldStay): Answered<HeldNames> {
  return useHeld(stay, (archive, of, latestMs) => archive.names(of, of.fromMs, stayUntil(of, latestMs)));
}

/** What of a stay is held. */
export function useCoverage(stay: HeldStay): Answered<HeldCoverage> {
  return useHeld(stay, (archive, of, latestMs) => archive.coverage(of, of.fromMs, stayUntil(of, latestMs)));
}

const order: readonly Parameter[] = ['ecg', 'abp', 'spo2', 'resp', 'co2', 'pap', 'cvp', 'nibp', 'temp', 'other'];

/** Channels each once by their name, the ECG first and of it lead II. */
export function channelsInOrder(waves: readonly KeptChannel[]): readonly KeptChannel[] {
  const byName = new Map(waves.map((channel) => [waveName(channel), channel]));
  const rank = (channel: KeptChannel) =>
    order.indexOf(parameterOf(channel.code)) * 2 + (channel.code === 'MDC_ECG_ELEC_POTL_II' ? 0 : 1);
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}
