import type { Bed } from '#domain/ward/ward.ts';
import { type SampleOwner, signatureOf, signedSample } from '#fixtures/faults/signedWave.ts';
import { type IndexRange, IndexRanges } from './indexRanges.ts';
import type { Tellings } from './tellings.ts';

export interface SampleFigures {
  /** What gateways sent from the first stream of each epoch on, once for each window. */
  readonly sent: number;
  readonly held: number;
  /** Not held, and the window was told a reason at that time. */
  readonly shownMissing: number;
  readonly lostSilently: number;
  /** Came twice within one session. */
  readonly duplicated: number;
  /** Another patient's, or another bed's. */
  readonly wrongPatient: number;
  /** Nobody's: another value than was sent for this place and index. */
  readonly untrue: number;
}

/** One owner's samples. */
interface Owned {
  readonly owner: SampleOwner;
  readonly signature: number;
  readonly rateHz: number;
  readonly sent: IndexRanges;
}

/** Within these the reason for a hole must have been told: a link is found out late, and told at the next second. */
const TOLD_BEFORE_MS = 2_000;
const TOLD_AFTER_MS = 3_500;

/** Knows every sample that gateways sent, and judges what windows got of them. */
export class SampleTruth {
  readonly #owned = new Map<string, Owned>();
  readonly #windows: WindowSamples[] = [];
  readonly #rateOf: (label: string) => number;

  constructor(rateOf: (label: string) => number) {
    this.#rateOf = rateOf;
  }

  sent(owner: SampleOwner, firstIndex: number, samples: number): void {
    const key = keyOf(owner);
    let owned = this.#owned.get(key);
    if (owned === undefined) {
      owned = { owner, signature: signatureOf(owner), rateHz: this.#rateOf(owner.label), sent: new IndexRanges() };
      this.#owned.set(key, owned);
    }
    owned.sent.add(firstIndex, firstIndex + samples);
  }

  /** A window from now on. `gatewayIdAt`: the gateway behind an address. */
  window(name: string, gatewayIdAt: (address: string) => string | undefined, tellings: Tellings): WindowSamples {
    const window = new WindowSamples(name, gatewayIdAt, tellings, (signature, index, raw) =>
      this.#ownerOf(signature, index, raw),
    );
    this.#windows.push(window);
    return window;
  }

  /** How all windows fare, and what is wrong, in words: at most so many of a kind. */
  judge(mostNamed = 5): { readonly figures: SampleFigures; readonly examples: readonly string[] } {
    const figures = { sent: 0, held: 0, shownMissing: 0, lostSilently: 0, duplicated: 0, wrongPatient: 0, untrue: 0 };
    const examples: string[] = [];
    let named = 0;
    for (const window of this.#windows) {
      figures.duplicated += window.duplicated;
      figures.wrongPatient += window.wrongPatient;
      figures.untrue += window.untrue;
      examples.push(...window.examples);
      for (const [key, { owner, rateHz, sent }] of this.#owned) {
        const held = window.heldOf(key);
        figures.sent += sent.count;
        for (const hole of sent.without(held)) {
          const samples = hole.end - hole.first;
          const isTold = window.isTold(key, owner, hole, rateHz);
          figures[isTold ? 'shownMissing' : 'lostSilently'] += samples;
          if (isTold || named >= mostNamed) continue;
          named += 1;
          const atMs = owner.originMs + (hole.first * 1000) / rateHz;
          examples.push(
            `${window.name}: ${key} [${hole.first}, ${hole.end}) lost silently, at ${new Date(atMs).toISOString()}`,
          );
        }
      }
    }
    figures.held = figures.sent - figures.shownMissing - figures.lostSilently;
    return { figures, examples };
  }

  /** Whose sample this is, if not that of `signature`. */
  #ownerOf(signature: number, index: number, raw: number): SampleOwner | null {
    for (const owned of this.#owned.values()) {
      if (owned.signature !== signature && signedSample(owned.signature, index) === raw) return owned.owner;
    }
    return null;
  }
}

interface Described {
  readonly key: string;
  readonly owner: SampleOwner;
  readonly signature: number;
  readonly address: string;
  readonly seen: IndexRanges;
}

/** What one window got, over all of its lives and sessions. */
export class WindowSamples {
  readonly name: string;
  duplicated = 0;
  wrongPatient = 0;
  untrue = 0;
  readonly examples: string[] = [];
  readonly #gatewayIdAt: (address: string) => string | undefined;
  readonly #tellings: Tellings;
  readonly #ownerOf: (signature: number, index: number, raw: number) => SampleOwner | null;
  readonly #held = new Map<string, IndexRanges>();
  /** When samples came, by their first index. */
  readonly #arrivals = new Map<string, { readonly first: number; readonly atMs: number }[]>();
  /** When an owner's channel was described no longer. */
  readonly #vanishedMs = new Map<string, number>();
  #described = new Map<number, Described>();

  constructor(
    name: string,
    gatewayIdAt: (address: string) => string | undefined,
    tellings: Tellings,
    ownerOf: (signature: number, index: number, raw: number) => SampleOwner | null,
  ) {
    this.name = name;
    this.#gatewayIdAt = gatewayIdAt;
    this.#tellings = tellings;
    this.#ownerOf = ownerOf;
  }

  /** A session begins: the window knows nothing. What is not described again has ended with the one before. */
  opened(atMs: number): void {
    for (const { key } of this.#described.values()) this.#vanishedMs.set(key, atMs);
    this.#described = new Map();
  }

  beds(address: string, beds: readonly Bed[], atMs: number): void {
    const before = this.#described;
    this.#described = new Map([...before].filter(([, described]) => described.address !== address));
    const gatewayId = this.#gatewayIdAt(address) ?? address;
    for (const { bedKey, patient, channels } of beds) {
      const bedId = bedKey.slice(address.length + 1);
      for (const { channelId, label, originMs } of channels) {
        const owner = { gatewayId, originMs, bedId, patientId: patient?.patientId ?? '', label };
        const key = keyOf(owner);
        const held = before.get(channelId);
        // What a window drew of this channel stands under the new name now.
        if (held !== undefined && held.key !== key) {
          this.wrongPatient += held.seen.count;
          this.#name(`${this.name}: channel ${channelId} of ${held.key} was given to ${key}`);
        }
        const seen = held?.seen ?? new IndexRanges();
        this.#described.set(channelId, { key, owner, signature: signatureOf(owner), address, seen });
        this.#vanishedMs.delete(key);
      }
    }
    const keys = new Set([...this.#described.values()].map(({ key }) => key));
    for (const { key } of before.values()) if (!keys.has(key)) this.#vanishedMs.set(key, atMs);
  }

  block(channelId: number, firstIndex: number, samples: readonly number[], atMs: number): void {
    const described = this.#described.get(channelId);
    if (described === undefined) {
      this.untrue += samples.length;
      this.#name(`${this.name}: samples of channel ${channelId}, which nobody described`);
      return;
    }
    const { key, owner, signature, seen } = described;
    this.duplicated += seen.add(firstIndex, firstIndex + samples.length);
    let arrivals = this.#arrivals.get(key);
    if (arrivals === undefined) {
      arrivals = [];
      this.#arrivals.set(key, arrivals);
    }
    arrivals.push({ first: firstIndex, atMs });
    const held = this.heldOf(key);
    let trueFrom = firstIndex;
    samples.forEach((raw, k) => {
      const index = firstIndex + k;
      if (signedSample(signature, index) === raw) return;
      held.add(trueFrom, index);
      trueFrom = index + 1;
      this.#wrong(owner, this.#ownerOf(signature, index, raw), index);
    });
    held.add(trueFrom, firstIndex + samples.length);
  }

  heldOf(key: string): IndexRanges {
    let held = this.#held.get(key);
    if (held === undefined) {
      held = new IndexRanges();
      this.#held.set(key, held);
    }
    return held;
  }

  /** Whether a reason for a hole was told about when it could be seen. */
  isTold(key: string, { gatewayId, originMs }: SampleOwner, hole: IndexRange, rateHz: number): boolean {
    const startMs = originMs + (hole.first * 1000) / rateHz;
    const next = this.#arrivals.get(key)?.find(({ first }) => first >= hole.end)?.atMs;
    const endMs = next ?? this.#vanishedMs.get(key) ?? originMs + (hole.end * 1000) / rateHz;
    return this.#tellings.any(gatewayId, startMs - TOLD_BEFORE_MS, Math.max(startMs, endMs) + TOLD_AFTER_MS);
  }

  #wrong(shown: SampleOwner, actual: SampleOwner | null, index: number): void {
    const isOthers = actual !== null && (actual.patientId !== shown.patientId || actual.bedId !== shown.bedId);
    if (isOthers) this.wrongPatient += 1;
    else this.untrue += 1;
    const whose = actual === null ? "nobody's" : `of ${keyOf(actual)}`;
    this.#name(`${this.name}: sample ${index} under ${keyOf(shown)} is ${whose}`);
  }

  #name(example: string): void {
    if (this.examples.length < 5) this.examples.push(example);
  }
}

function keyOf({ gatewayId, originMs, bedId, patientId, label }: SampleOwner): string {
  return `${gatewayId}/${originMs}/${bedId}/${patientId}/${label}`;
}
