import type { StripChannel } from '#domain/analysis/strip.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { Recent } from '#main/relay/recent.ts';
import { GATEWAY, NOON_MS } from '#tests/domain/alarms/bedside.ts';

const SCALE = 0.001;
const codes: Readonly<Record<string, string>> = {
  II: 'MDC_ECG_ELEC_POTL_II',
  V: 'MDC_ECG_ELEC_POTL_V',
  PLETH: 'MDC_PULS_OXIM_PLETH',
};

/** Beds whose waves end at noon, when alarms of these stories begin. */
export class HeldWard {
  readonly recent = new Recent(() => new Tally());
  readonly #beds = new Map<string, Bed>();
  #channels = 0;

  /** Somebody lies in a bed from now on, and these waves are hers; `endMs`: when they end. */
  lies(bedKey: string, patientKey: string, waves: readonly StripChannel[], endMs = NOON_MS): void {
    const channels = waves.map((wave): Channel => {
      this.#channels += 1;
      return {
        channelId: this.#channels,
        code: codes[wave.label] ?? null,
        label: wave.label,
        unit: wave.kind === 'ecg' ? 'mV' : '',
        rateHz: wave.rateHz,
        scalePerLsb: SCALE,
        offset: 0,
        rawMinimum: -32000,
        rawMaximum: 32000,
        originMs: endMs - (1000 * wave.samples.length) / wave.rateHz,
      };
    });
    const patient = { key: patientKey, patientId: patientKey, displayName: patientKey, ageYears: null, sex: 'unknown' };
    this.#describe({ bedKey, displayName: bedKey, patient, channels, numerics: [] } as Bed);
    for (const [k, { samples }] of waves.entries()) this.gives(channels[k] as Channel, 0, samples);
  }

  /** Nobody lies there any more, and nothing is measured. */
  leaves(bedKey: string): void {
    this.#describe({ bedKey, displayName: bedKey, patient: null, channels: [], numerics: [] });
  }

  gives({ channelId }: Pick<Channel, 'channelId'>, firstIndex: number, samples: Float64Array): void {
    const raw = Int32Array.from(samples, (value) => Math.round(value / SCALE));
    this.recent.apply({ type: 'blocks', gatewayId: GATEWAY, blocks: [{ channelId, firstIndex, samples: raw }] });
  }

  #describe(bed: Bed): void {
    this.#beds.set(bed.bedKey, bed);
    this.recent.apply({ type: 'beds', gatewayId: GATEWAY, beds: [...this.#beds.values()] });
  }
}
