import './coverageStrip.css';
import { lookUpCode } from '#domain/codes/mdc.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Coverage } from '#domain/signals/coverage.ts';
import { knownFromMs, stretchesOf } from '#domain/signals/stretches.ts';
import { LOOK_BACK_MS } from '#renderer/waveforms/engine/sweep.ts';
import { gapWords, type StretchWords, stretchText, unknownWords } from './coverageTexts.ts';
import type { RecentEvent } from './recentView.ts';

/** What is drawn: a part of the five minutes that is not simply held. Times are this window's clock. */
interface Part {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly names: readonly string[];
  readonly words: StretchWords;
}

/**
 * What is here of the last five minutes: a line where all of it is, and a part with a word where it is coming, was not
 * given or is missing, each with its reason. A press on a part looks at it.
 */
export function CoverageStrip({
  channels,
  coverage,
  clockOffsetMs,
  lostSinceMs,
  nowMs,
  onEvent,
}: {
  channels: readonly Channel[];
  coverage: ReadonlyMap<number, Coverage>;
  /** The gateway's clock minus ours. */
  clockOffsetMs: number;
  /** Since when the link has been lost, our clock; null: it is live. */
  lostSinceMs: number | null;
  nowMs: number;
  onEvent: (event: RecentEvent) => void;
}) {
  const fromMs = nowMs - LOOK_BACK_MS;
  const parts = partsOf(channels, coverage, clockOffsetMs, lostSinceMs, nowMs);
  const percent = (timeMs: number) => ((timeMs - fromMs) / LOOK_BACK_MS) * 100;
  return (
    <section className="coverage" aria-label="What is here of the last five minutes">
      {parts.length === 0 && <span className="visually-hidden">All five minutes are here.</span>}
      {parts.map(({ fromMs: begin, untilMs: end, names, words }) => {
        const text = stretchText(begin, end, names, words.why);
        return (
          <button
            key={`${words.why} ${names.join()} ${Math.round(begin / 1000)}`}
            type="button"
            className="coverage-part"
            data-look={words.look}
            style={{ left: `${percent(begin)}%`, width: `${percent(end) - percent(begin)}%` }}
            title={text}
            aria-label={text}
            onClick={() => onEvent({ type: 'show', fromMs: begin, untilMs: end })}
          >
            {words.short}
          </button>
        );
      })}
    </section>
  );
}

function partsOf(
  channels: readonly Channel[],
  coverage: ReadonlyMap<number, Coverage>,
  offsetMs: number,
  lostSinceMs: number | null,
  nowMs: number,
): Part[] {
  const fromMs = nowMs - LOOK_BACK_MS;
  const coverageOf = (channelId: number) => coverage.get(channelId);
  const parts = stretchesOf(channels, coverageOf, fromMs + offsetMs, nowMs + offsetMs).map(
    (stretch): Part => ({
      fromMs: stretch.fromMs - offsetMs,
      untilMs: stretch.untilMs - offsetMs,
      names: stretch.channelIds.length === channels.length ? [] : namesOf(channels, stretch.channelIds),
      words: gapWords[stretch.state],
    }),
  );
  const knownMs = knownFromMs(channels, coverageOf);
  const knownFrom = knownMs === null ? nowMs : Math.min(nowMs, knownMs - offsetMs);
  if (knownFrom - fromMs > 1000) parts.unshift({ fromMs, untilMs: knownFrom, names: [], words: unknownWords });
  if (lostSinceMs !== null && lostSinceMs < nowMs) {
    parts.push({ fromMs: Math.max(fromMs, lostSinceMs), untilMs: nowMs, names: [], words: gapWords.linkLost });
  }
  return parts;
}

function namesOf(channels: readonly Channel[], channelIds: readonly number[]): string[] {
  return channels
    .filter(({ channelId }) => channelIds.includes(channelId))
    .map(({ code, label }) => lookUpCode(code)?.shortName ?? label);
}
