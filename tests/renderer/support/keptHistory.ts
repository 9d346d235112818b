import { onTestFinished } from 'vitest';
import type { Member } from '#domain/alarms/members.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Run } from '#domain/signals/chunk/series.ts';
import { firstIndexFrom } from '#domain/signals/slots.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { HistoryWriter } from '#renderer/history/historyWriter.ts';
import { type History, openHistory } from '#renderer/history/openHistory.ts';
import { ownerOf, type Whose } from '#renderer/history/owner.ts';

/** A whole ten minutes of the gateways' clock. */
export const START_MS = 1_764_201_600_000;

export const SECRET = new Uint8Array(32).fill(7);

/** A name no other test has; the database is deleted after the test. */
export function storeName(): string {
  const name = `test ${crypto.randomUUID()}`;
  onTestFinished(() => {
    indexedDB.deleteDatabase(name);
  });
  return name;
}

/** Opens a store, closed after the test at the latest. */
export async function openStore(name = storeName(), secret = SECRET): Promise<History> {
  const opened = await openHistory({ name, secret, expectedStoreId: null, nowMs: START_MS });
  if (!opened.ok) throw new Error(opened.reason);
  onTestFinished(() => opened.history.database.close());
  return opened.history;
}

/** A bed with an ECG of 250 Hz, a respiration of 62.5 Hz and a heart rate. */
export function bedOf(number: number, originMs = START_MS - 3_600_000): Bed {
  const channel = (k: number, code: string, rateHz: number): Channel => ({
    channelId: 10 * number + k,
    code,
    label: code,
    unit: 'mV',
    rateHz,
    scalePerLsb: 0.005,
    offset: 0,
    rawMinimum: -32768,
    rawMaximum: 32767,
    originMs,
  });
  return {
    bedKey: `ward/bed-${number}`,
    displayName: `Bed ${number}`,
    patient: { patientId: `patient-${number}`, displayName: `Testperson, Ada ${number}`, ageYears: 61, sex: 'female' },
    channels: [channel(1, ECG, 250), channel(2, RESP, 62.5)],
    numerics: [{ numericId: 10 * number + 5, code: 'MDC_ECG_HEART_RATE', label: 'HR', unit: '/min', periodMs: 1000 }],
  };
}

export const ECG = 'MDC_ECG_ELEC_POTL_II';
export const RESP = 'MDC_IMPED_TTHOR';

/** Whoever lies in a bed, as the history knows them. */
export function whoseBed(number: number, bed = bedOf(number)): Whose {
  return { bedKey: bed.bedKey, owner: ownerOf(bed.bedKey, bed.patient), aheadMs: 0 };
}

/** As much of an alarm as the history looks at. */
export function memberOf(id: string, bedKey: string, sinceMs = START_MS, occurrence = 1, onsetMs = sinceMs): Member {
  return { alarm: { id, occurrence, sinceMs, report: { bedKey, onsetMs } } } as unknown as Member;
}

/** A sample that tells its channel and index, so that a wrong one is known by itself. */
export function signed({ rateHz }: Pick<Channel, 'rateHz'>, bed: number, index: number): number {
  return (
    ((Math.imul(index, 2654435761) ^ Math.imul(bed * 1000 + rateHz * 2, 40503)) >> 16) +
    Math.round(500 * Math.sin(index / 40))
  );
}

/** All samples of a bed taken in [fromMs, untilMs). */
export function blocksOf(number: number, fromMs: number, untilMs: number, bed = bedOf(number)): Block[] {
  return bed.channels.map((channel) => {
    const firstIndex = firstIndexFrom(channel, fromMs);
    const length = firstIndexFrom(channel, untilMs) - firstIndex;
    const samples = Int32Array.from({ length }, (_, k) => signed(channel, number, firstIndex + k));
    return { channelId: channel.channelId, firstIndex, samples };
  });
}

/** What a run of a bed should be. */
export function expectedRun(number: number, code: string, fromMs: number, untilMs: number): Run {
  const { channels } = bedOf(number);
  const at = channels.findIndex((channel) => channel.code === code);
  const { firstIndex, samples } = blocksOf(number, fromMs, untilMs)[at] as Block;
  return { firstIndex, samples };
}

/** A writer on a store, fed a second at a time as the station would. Its clock goes with the samples. */
export class FedWriter {
  readonly writer: HistoryWriter;
  #atMs: number;

  static async open(history: History, beds: readonly number[], atMs = START_MS): Promise<FedWriter> {
    const writer = await HistoryWriter.open(history, atMs);
    writer.describe(
      'ward',
      beds.map((bed) => bedOf(bed)),
      atMs,
    );
    return new FedWriter(writer, beds, atMs);
  }

  private constructor(
    writer: HistoryWriter,
    readonly beds: readonly number[],
    atMs: number,
  ) {
    this.writer = writer;
    this.#atMs = atMs;
  }

  get atMs(): number {
    return this.#atMs;
  }

  /** Goes on to a time, second by second; `isGiven`: whether the samples of a second come. */
  async goOn(untilMs: number, isGiven: (ms: number) => boolean = () => true): Promise<void> {
    while (this.#atMs < untilMs) {
      const nextMs = Math.min(untilMs, this.#atMs + 1000);
      if (isGiven(this.#atMs)) this.give(this.#atMs, nextMs);
      this.#atMs = nextMs;
      await this.writer.beat(nextMs);
    }
  }

  /** The station sends samples of a span. */
  give(fromMs: number, untilMs: number): void {
    for (const bed of this.beds) this.writer.take(blocksOf(bed, fromMs, untilMs), this.#atMs);
  }
}

/** The browser refuses whatever writes to a store, as one whose disk is full, until what is returned is called. */
export function refuseWrites({ database }: History): () => void {
  const raw = database.backendDB();
  const transaction = raw.transaction.bind(raw);
  raw.transaction = (tables, mode, options) => {
    if (mode === 'readwrite') throw new DOMException('no room', 'QuotaExceededError');
    return transaction(tables, mode, options);
  };
  return () => {
    raw.transaction = transaction;
  };
}
