import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { mayBeReduced } from '#domain/alarms/priority.ts';
import type { AnsweredCall } from './answered.ts';
import { attended } from './attended.ts';
import { chatter } from './chatter.ts';
import { credibility } from './credibility.ts';
import { deduplicate } from './deduplicate.ts';
import { holdBack } from './holdBack.ts';
import { inhibit } from './inhibit.ts';
import { joinEpisode } from './joinEpisode.ts';
import { type Entry, isListed } from './presentation.ts';
import { recur } from './recur.ts';
import type { Ruling, Stage } from './stage.ts';
import { type Run, Survey } from './survey.ts';
import { wardWide } from './wardWide.ts';

/**
 * In this order: who speaks for a thing is settled before it is counted or held; what goes on with an answered call neither
 * chatters nor waits; chatter goes before the delay, which it ends; causes are looked for among what is still listed, so that nothing is folded under an alarm that nobody sees.
 */
const stages: readonly Stage[] = [
  credibility,
  deduplicate,
  recur,
  chatter,
  holdBack,
  inhibit,
  wardWide,
  joinEpisode,
  attended,
];

/**
 * Sends what stands through all stages. Here, and nowhere else, stands the rule that no stage can forget: one of high or
 * unknown priority is shown to the others as their neighbour, and no stage is asked about it (CLINICAL.md, the three rules).
 */
export function runChain(
  entries: readonly Entry[],
  runs: ReadonlyMap<string, Run>,
  answered: ReadonlyMap<string, AnsweredCall>,
  policy: AlarmPolicy,
  nowMs: number,
): readonly Entry[] {
  return stages.reduce<readonly Entry[]>((current, stage) => {
    const survey = new Survey(current, runs, answered, policy, nowMs);
    return current.map((entry) =>
      isListed(entry) && mayBeReduced(entry.alarm.report) ? ruled(entry, stage(entry, survey)) : entry,
    );
  }, entries);
}

/** A later stage may take a call away; none gives back what an earlier one took. */
function ruled(entry: Entry, ruling: Ruling | null): Entry {
  if (ruling === null) return entry;
  const reasons = [...entry.reasons, ruling.reason];
  if (ruling.manner === 'folded') return { ...entry, manner: 'folded', into: ruling.into, reasons };
  const manner = ruling.manner === 'announced' ? entry.manner : ruling.manner;
  return { ...entry, manner, reasons };
}
