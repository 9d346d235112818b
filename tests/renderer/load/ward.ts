import { type LoadReport, loadReport } from '#domain/alarms/load/loadReport.ts';
import { type WhatIf, whatIf } from '#domain/alarms/load/whatIf.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { asystole, desaturation, GATEWAY, NOON_MS, promptPolicy } from '#tests/domain/alarms/bedside.ts';
import { atBed, Story } from '#tests/domain/alarms/load/story.ts';

/** Half an hour of a small ward: a call that is answered, desaturations that pass and one that stays, and an asystole. */
export function halfAnHour(): Story {
  const story = new Story();
  story.hears(atBed(1));
  story.waits(12_000);
  story.decides('take', atBed(1));
  story.waits(60_000);
  story.ends(atBed(1));
  for (const seconds of [5, 10, 15, 40]) {
    const one = desaturation({ alarmKey: `${GATEWAY}/spo2-${seconds}`, bedKey: `${GATEWAY}/2` });
    story.hears(one);
    story.waits(1000 * seconds);
    story.ends(one);
    story.waits(120_000);
  }
  story.hears(asystole({ bedKey: `${GATEWAY}/3` }));
  story.waits(30_000);
  story.ends(asystole({ bedKey: `${GATEWAY}/3` }));
  story.waits(NOON_MS + 30 * 60_000 - story.nowMs);
  return story;
}

const span = (story: Story) => ({ fromMs: NOON_MS, untilMs: story.nowMs, beds: 3, nurses: 2 });

export function reportOf(story: Story): LoadReport {
  return loadReport(story.meter, span(story));
}

export function replayed(story: Story, after: AlarmPolicy): WhatIf {
  const steps = whatIf(story.log, { before: promptPolicy, after, span: span(story) });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

export const bedName = (bedKey: string): string => `Bed ${bedKey.slice(GATEWAY.length + 1)}`;
