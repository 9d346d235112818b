import type { ChannelCoverage } from '#bridge/messages.ts';
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
  /** Told to a window as passed over because it was too slow; and of these, so still when all was over. */
  readonly shed: number;
  readonly shedLeft: number;
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

/** Within these the reason for a hole must have been told: counts are told once a second. */
const TOLD_BEFORE_MS = 500;
const TOLD_AFTER_MS = 1_500;

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
    const wrong = { duplicated: 0, wrongPatient: 0, untrue: 0 };
    const figures = { sent: 0, held: 0, shownMissing: 0, lostSilently: 0, shed: 0, shedLeft: 0, ...wrong };
    const examples: string[] = [];
    let named = 0;
    for (const window of this.#windows) {
      figures.duplicated += window.duplicated;
      figures.wrongPatient += window.wrongPatient;
      figures.untrue += window.untrue;
      figures.shed += window.shed;
      figures.shedLeft += window.shedLeft;
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
  readonly #hangs: { readonly fromMs: number; readonly untilMs: number }[] = [];
  /** What the station told to be missing, by its last word on each sample. */
  readonly #toldGaps = new Map<string, IndexRanges>();
  /** What was ever told to be passed over for this window, and what is still in this session. */
  readonly #shed = new Map<string, IndexRanges>();
  readonly #shedNow = new Map<number, number>();
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
    this.#shedNow.clear();
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
    for (const channelId of this.#shedNow.keys()) if (!this.#described.has(channelId)) this.#shedNow.delete(channelId);
  }

  get shed(): number {
    return [...this.#shed.values()].reduce((sum, { count }) => sum + count, 0);
  }

  get shedLeft(): number {
    return [...this.#shedNow.values()].reduce((sum, count) => sum + count, 0);
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

  /** The station tells what is missing of a channel, and why. */
  coverage({ channelId, from: knownFrom, until: knownUntil, gaps }: ChannelCoverage): void {
    const key = this.#described.get(channelId)?.key;
    if (key === undefined) return;
    const told = rangesOf(this.#toldGaps, key);
    // What was told to be missing and is told to be here now has to be here.
    told.remove(knownFrom, knownUntil);
    let shed = 0;
    for (const { from, until, state } of gaps) {
      // These gateways give every sample: of none can it be true that it was not given.
      if (state !== 'notGiven') told.add(from, until);
      if (state !== 'shed') continue;
      shed += until - from;
      rangesOf(this.#shed, key).add(from, until);
    }
    this.#shedNow.set(channelId, shed);
  }

  heldOf(key: string): IndexRanges {
    return rangesOf(this.#held, key);
  }

  /**
   * Whether a hole was told: as a gap of its channel, sample for sample; or, as there was no channel or no station any more to tell it
   * of, by a reason at about the time when it could be seen.
   */
  isTold(key: string, { gatewayId, originMs }: SampleOwner, hole: IndexRange, rateHz: number): boolean {
    const asked = new IndexRanges();
    asked.add(hole.first, hole.end);
    if (asked.without(this.#toldGaps.get(key) ?? new IndexRanges()).length === 0) return true;
    const startMs = originMs + (hole.first * 1000) / rateHz;
    const next = this.#arrivals.get(key)?.find(({ first }) => first >= hole.end)?.atMs;
    const endMs = next ?? this.#vanishedMs.get(key) ?? this.#awakeAt(originMs + (hole.end * 1000) / rateHz);
    const isOver = next === undefined && this.#vanishedMs.has(key);
    const [fromMs, untilMs] = [startMs - TOLD_BEFORE_MS, Math.max(startMs, endMs) + TOLD_AFTER_MS];
    return this.#tellings.any(isOver ? gatewayId : null, fromMs, untilMs);
  }

  /** The window hung in this time: it could neither show nor be told anything. */
  hung(fromMs: number, untilMs: number): void {
    this.#hangs.push({ fromMs, untilMs });
  }

  /** When a window that never heard of a channel could first be told anything, after a time. */
  #awakeAt(ms: number): number {
    return this.#hangs.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)?.untilMs ?? ms;
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

function rangesOf(map: Map<string, IndexRanges>, key: string): IndexRanges {
  const held = map.get(key);
  if (held !== undefined) return held;
  const made = new IndexRanges();
  map.set(key, made);
  return made;
}
