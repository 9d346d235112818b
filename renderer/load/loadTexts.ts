import type { Spread } from '#domain/alarms/load/spread.ts';
import type { Reason } from '#domain/alarms/triage/presentation.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';

/** A stage of triage, for people. */
export const stageTexts: Readonly<Record<Reason['stage'], string>> = {
  credibility: 'doubtful by its signals',
  deduplicate: 'told twice',
  recur: 'came back, call answered',
  chatter: 'chatters',
  holdBack: 'held back in case it ends',
  inhibit: 'explained by another',
  wardWide: 'the same at many beds',
  joinEpisode: 'joined a call at its bed',
  attended: 'somebody is with the patient',
  over: 'over before it was seen',
};

/** A share, 0 to 1, as whole percent; below one with a digit. */
export function shareText(share: number): string {
  return percentText(100 * share);
}

export function percentText(percent: number): string {
  return `${percent !== 0 && Math.abs(percent) < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A rate with as many digits as it can bear. */
export function rateText(rate: number): string {
  return rate >= 10 ? rate.toFixed(1) : rate.toFixed(2);
}

/** Half of them within, 95 of 100 within. */
export function spreadText(spread: Spread | null): string {
  return spread === null ? '-' : `${durationText(spread.p50Ms)} / ${durationText(spread.p95Ms)}`;
}
