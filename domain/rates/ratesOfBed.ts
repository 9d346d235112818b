import type { LiveRate, LiveSecond } from '#domain/analysis/liveBed.ts';
import type { PatientKey } from '#domain/ward/whose.ts';
import { type BedRates, RATES_RETOLD_MS, type WaveRate } from './bedRates.ts';
import { SteadyDeficit } from './steadyDeficit.ts';
import { SteadyFaults } from './steadyFaults.ts';

/** Makes of the seconds of one patient what is told of them: steadied, rounded, and only when it is news. */
export class RatesOfBed {
  readonly #whose: { readonly bedKey: string; readonly patientKey: PatientKey };
  #faults = new Map<number, SteadyFaults>();
  readonly #deficit = new SteadyDeficit();
  #told = '';
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(bedKey: string, patientKey: PatientKey) {
    this.#whose = { bedKey, patientKey };
  }

  /** Takes the next second. null: what would be told of it was told already, a moment ago. */
  put({ untilMs, waves, heart, pulse, respiration, pulseDeficit }: LiveSecond): BedRates | null {
    const before = this.#faults;
    this.#faults = new Map(waves.map(({ channelId }) => [channelId, before.get(channelId) ?? new SteadyFaults()]));
    const says = {
      waves: waves.map(
        ({ channelId, kind, rate, faults }): WaveRate => ({
          channelId,
          kind,
          perMin: relied(rate),
          faults: this.#faults.get(channelId)?.put(faults) ?? [],
        }),
      ),
      heart: relied(heart),
      pulse: relied(pulse),
      respiration: relied(respiration),
      deficit: this.#deficit.put(pulseDeficit, untilMs),
    };
    const text = JSON.stringify(says);
    // A clock that was set back is news.
    const isRecent = untilMs >= this.#toldMs && untilMs - this.#toldMs < RATES_RETOLD_MS;
    if (text === this.#told && isRecent) return null;
    this.#told = text;
    this.#toldMs = untilMs;
    return { ...this.#whose, untilMs, ...says };
  }
}

function relied({ perMin, isGood }: LiveRate): number | null {
  return isGood && perMin !== null ? Math.round(perMin) : null;
}
