import { LiveBed } from '#domain/analysis/liveBed.ts';
import { messageOf } from '#domain/errors.ts';
import type { BedRates } from '#domain/rates/bedRates.ts';
import { RatesOfBed } from '#domain/rates/ratesOfBed.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { PatientKey } from '#domain/ward/whose.ts';
import { blocksIn, type Parcel } from './parcel.ts';

/** A bed whose waves are read. */
export interface WatchedBed {
  readonly bedKey: string;
  readonly patientKey: PatientKey;
  /** Only those of which something is made. */
  readonly channels: readonly Channel[];
}

/** What whoever reads the waves is told, in this order. */
export type ToWatch =
  /** All begins anew: samples were passed over, and nobody may take that for a fault of the bedside. Beds follow. */
  | { readonly type: 'forget' }
  /** All beds of a gateway as they are from now on. */
  | { readonly type: 'beds'; readonly gatewayId: string; readonly beds: readonly WatchedBed[] }
  /** Answered once, by {@link Watched}. */
  | ({ readonly type: 'parcel' } & Parcel);

/** What came of a parcel. */
export interface Watched {
  /** Of each bed at most one: the latest that is news. */
  readonly rates: readonly BedRates[];
  /** Beds whose waves could not be read, and why; each began anew. */
  readonly failed: readonly { readonly bedKey: string; readonly reason: string }[];
}

interface Held {
  readonly gatewayId: string;
  readonly patientKey: PatientKey;
  readonly live: LiveBed;
  readonly rates: RatesOfBed;
  readonly channels: readonly Channel[];
}

/**
 * The beds of a station, their waves read second by second: one {@link LiveBed} a bed and patient. Another patient begins anew, and so
 * does a bed whose reading fails, alone. Runs on a thread of its own (watch.worker.ts).
 */
export class WatchedWard {
  readonly #beds = new Map<string, Held>();
  #bedOf = new Map<number, string>();

  /** Returns what came of a parcel; null for what is not answered. */
  take(message: ToWatch): Watched | null {
    switch (message.type) {
      case 'forget':
        this.#beds.clear();
        this.#bedOf.clear();
        return null;
      case 'beds':
        this.#describe(message.gatewayId, message.beds);
        return null;
      case 'parcel':
        return this.#read(message);
    }
  }

  #describe(gatewayId: string, beds: readonly WatchedBed[]): void {
    const named = new Set(beds.map(({ bedKey }) => bedKey));
    for (const [bedKey, held] of this.#beds)
      if (held.gatewayId === gatewayId && !named.has(bedKey)) this.#beds.delete(bedKey);
    for (const { bedKey, patientKey, channels } of beds) {
      const held = this.#beds.get(bedKey);
      if (held === undefined || held.patientKey !== patientKey)
        this.#begin(bedKey, { gatewayId, patientKey, channels });
      else {
        held.live.describe(channels);
        this.#beds.set(bedKey, { ...held, channels });
      }
    }
    this.#bedOf = new Map(
      [...this.#beds].flatMap(([bedKey, { channels }]) => channels.map(({ channelId }) => [channelId, bedKey])),
    );
  }

  #begin(bedKey: string, whose: Pick<Held, 'gatewayId' | 'patientKey' | 'channels'>): void {
    const { patientKey, channels } = whose;
    this.#beds.set(bedKey, { ...whose, live: new LiveBed(channels), rates: new RatesOfBed(bedKey, patientKey) });
  }

  #read(parcel: Parcel): Watched {
    const news = new Map<string, BedRates>();
    const failed: { bedKey: string; reason: string }[] = [];
    // A pacemaker's pulse is told before its second is read.
    for (const mark of parcel.marks) this.#beds.get(this.#bedOf.get(mark.channelId) ?? '')?.live.mark(mark);
    for (const block of blocksIn(parcel)) {
      // Of a channel that is gone, or of a bed that is.
      const bedKey = this.#bedOf.get(block.channelId);
      const held = bedKey === undefined ? undefined : this.#beds.get(bedKey);
      if (bedKey === undefined || held === undefined) continue;
      try {
        for (const second of held.live.put(block)) {
          const rates = held.rates.put(second);
          if (rates !== null) news.set(bedKey, rates);
        }
      } catch (error) {
        failed.push({ bedKey, reason: messageOf(error) });
        this.#begin(bedKey, held);
      }
    }
    return { rates: [...news.values()], failed };
  }
}
