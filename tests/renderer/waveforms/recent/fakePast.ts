import type { Channel } from '#domain/signals/channel.ts';
import type { Answer, Question } from '#renderer/waveforms/engine/protocol.ts';
import type { AnswerTo, EngineLink } from '#renderer/waveforms/engineLink.ts';

type Stretch = Extract<Question, { kind: 'stretch' }>;

/** A signal over time; NaN: no sample. */
export type Course = (timeMs: number) => number;

/** What is known beside the values of a column that begins at a time: bits of engine/columnFlags.ts. */
export type Known = (timeMs: number, columnMs: number) => number;

/** As much of an engine as a look back asks: answers from courses of time, as they would be sampled every 4 ms. */
export class FakePast implements Pick<EngineLink, 'ask' | 'holdLong'> {
  readonly asked: Stretch[] = [];
  readonly held: (string | null)[] = [];
  /** What is held, before now. */
  heldMs = 300_000;
  /** Of all lanes. */
  known: Known = () => 0;
  readonly #courses: ReadonlyMap<number, Course>;
  readonly #nowMs: () => number;

  constructor(courses: ReadonlyMap<number, Course>, nowMs: () => number) {
    this.#courses = courses;
    this.#nowMs = nowMs;
  }

  holdLong(bedKey: string | null): void {
    this.held.push(bedKey);
  }

  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null> {
    if (question.kind !== 'stretch') return Promise.resolve(null);
    this.asked.push(question);
    return Promise.resolve(this.#stretch(question) as AnswerTo<Q>);
  }

  #stretch({ channelIds, fromMs, untilMs, columns }: Stretch): Extract<Answer, { kind: 'stretch' }> {
    const heldUntilMs = this.#nowMs() - 100;
    const heldFromMs = this.#nowMs() - this.heldMs;
    const columnMs = (untilMs - fromMs) / columns;
    const step = Math.min(4, columnMs);
    return {
      kind: 'stretch',
      heldFromMs,
      heldUntilMs,
      lanes: channelIds.map((channelId) => {
        const course = this.#courses.get(channelId) ?? (() => Number.NaN);
        const low = new Float32Array(columns).fill(Number.NaN);
        const high = new Float32Array(columns).fill(Number.NaN);
        const flags = Uint8Array.from({ length: columns }, (_, k) => this.known(fromMs + k * columnMs, columnMs));
        for (let k = 0; k < columns; k++) {
          for (let at = fromMs + k * columnMs; at < fromMs + (k + 1) * columnMs + step; at += step) {
            const value = at < heldFromMs || at > heldUntilMs ? Number.NaN : course(at);
            if (Number.isNaN(value)) continue;
            low[k] = Number.isNaN(low[k] as number) ? value : Math.min(low[k] as number, value);
            high[k] = Number.isNaN(high[k] as number) ? value : Math.max(high[k] as number, value);
          }
        }
        return { low, high, flags };
      }),
    };
  }
}

/** A beat every 800 ms: 1 mV high, 40 ms wide. */
export const beats: Course = (timeMs) => {
  const phase = ((timeMs % 800) + 800) % 800;
  return phase < 20 ? phase / 20 : phase < 40 ? 2 - phase / 20 : 0;
};

/** A breath every 4 s. */
export const breaths: Course = (timeMs) => Math.sin((timeMs / 4000) * 2 * Math.PI);

export const twoChannels: readonly Channel[] = [
  { code: 'MDC_ECG_ELEC_POTL_II', unit: 'mV', rateHz: 250 },
  { code: 'MDC_IMPED_TTHOR', unit: 'Ohm', rateHz: 62.5 },
].map((channel, n) => ({
  channelId: n + 1,
  label: channel.code,
  scalePerLsb: 0.001,
  offset: 0,
  rawMinimum: -32768,
  rawMaximum: 32767,
  originMs: 0,
  pacerPulses: false,
  ...channel,
}));
