import { sampleTimeMs } from '#domain/signals/channel.ts';
import { BIN_MS } from '#domain/signals/envelope.ts';
import { type Range, type Ranges, rangesWithin, sizeOf, withoutRange } from '#domain/signals/ranges.ts';
import { firstIndexFrom, slotOf, slotRange } from '#domain/signals/slots.ts';
import type { HeldCoverage, HeldGap } from './archive.ts';
import type { Page } from './envelopePage.ts';
import { identityOf, type KeptChannel, type KeptWave, rangeOf } from './keptWave.ts';
import { joinSpans, type Span, toRanges } from './spans.ts';

/** What of a bed is held, out of the pages of its envelope and what is in the log still. */
export function coverageOf(
  page: Page,
  logged: readonly KeptWave[],
  damaged: readonly Span[],
  fromMs: number,
  untilMs: number,
): HeldCoverage {
  const waves = knownWaves(page, logged);
  const held = waves.flatMap(({ channel, counts, log }) => [
    ...[...counts.keys()].map((slot): Span => ({ fromMs: slot * BIN_MS, untilMs: (slot + 1) * BIN_MS })),
    ...log.map((range) => spanOf(channel, range)),
  ]);
  const gaps = [
    ...waves.flatMap((wave) => gapsOf(wave, fromMs, untilMs)),
    ...damaged.map((span): HeldGap => ({ ...span, state: 'damaged' })),
  ];
  const states = new Set(gaps.map(({ state }) => state));
  return {
    held: joinSpans(held, fromMs, untilMs),
    gaps: [...states]
      .flatMap((state) => {
        const all = gaps.filter((gap) => gap.state === state);
        return joinSpans(all, fromMs, untilMs).map((span): HeldGap => ({ ...span, state }));
      })
      .sort((a, b) => a.fromMs - b.fromMs),
  };
}

/** One wave: samples by bins of 10 s that are written, ranges that are in the log still, and gaps that were told. */
interface KnownWave {
  readonly channel: KeptChannel;
  readonly counts: Map<number, number>;
  log: readonly Range[];
  told: readonly (Range & { readonly state: HeldGap['state'] })[];
}

function knownWaves(page: Page, logged: readonly KeptWave[]): KnownWave[] {
  const byIdentity = new Map<string, KnownWave>();
  const waveOf = (channel: KeptChannel): KnownWave => {
    const identity = identityOf(channel);
    const known = byIdentity.get(identity) ?? { channel, counts: new Map(), log: [], told: [] };
    byIdentity.set(identity, known);
    return known;
  };
  for (const { channel, bins, gaps } of page) {
    const wave = waveOf(channel);
    for (const { slot, count } of bins) wave.counts.set(slot, count);
    wave.told = [...wave.told, ...gaps];
  }
  for (const { channel, runs } of logged) {
    const wave = waveOf(channel);
    wave.log = toRanges([...wave.log, ...runs.map(rangeOf)]);
  }
  return [...byIdentity.values()];
}

/**
 * Gaps that were told, and what is missing without a word: a bin that is not full, a hole between what is in the log. Of a bin that
 * is asked for in part, as at the end of a stay, no more needs to be there: it may hold the next patient's samples too, elsewhere.
 */
function gapsOf({ channel, counts, log, told }: KnownWave, fromMs: number, untilMs: number): HeldGap[] {
  const asked = { from: firstIndexFrom(channel, fromMs), until: firstIndexFrom(channel, untilMs) };
  const toldRanges = toRanges(told);
  const halfFull = [...counts].flatMap(([slot, count]): HeldGap[] => {
    const bin = slotRange(channel, slot, BIN_MS);
    const [from, until] = [Math.max(bin.from, asked.from), Math.min(bin.until, asked.until)];
    const known = count + sizeOf(rangesWithin(log, from, until)) + sizeOf(rangesWithin(toldRanges, from, until));
    if (known >= until - from) return [];
    return [{ fromMs: slot * BIN_MS, untilMs: (slot + 1) * BIN_MS, state: 'notRecorded' }];
  });
  const holes = log.slice(1).flatMap(({ from: until }, k): HeldGap[] => {
    const hole = { from: log[k]?.until ?? until, until };
    const left = toldRanges.reduce<Ranges>((parts, gap) => withoutRange(parts, gap.from, gap.until), [hole]);
    return left.flatMap((range) => {
      // What is in written bins is counted with them.
      const isWritten = counts.has(slotOf(channel, range.from, BIN_MS));
      return isWritten ? [] : [{ ...spanOf(channel, range), state: 'notRecorded' as const }];
    });
  });
  return [...told.map((gap): HeldGap => ({ ...spanOf(channel, gap), state: gap.state })), ...halfFull, ...holes];
}

function spanOf(channel: KeptChannel, { from, until }: Range): Span {
  return { fromMs: sampleTimeMs(channel, from), untilMs: sampleTimeMs(channel, until) };
}
