import { describe, expect, test } from 'vitest';
import { ledgerOf } from '#domain/alarms/load/ledger.ts';
import { desaturation, GATEWAY, leadsOff, report } from '#tests/domain/alarms/bedside.ts';
import { Story } from './story.ts';

const ledger = ({ meter, nowMs }: Story, most = 100) => ledgerOf(meter.records, nowMs, most);
const first = (story: Story) => ledger(story).entries[0];

/** A desaturation that ends after so long. */
function desaturated(lastsMs: number): Story {
  const story = new Story();
  story.hears(desaturation());
  story.waits(lastsMs);
  story.ends(desaturation());
  return story;
}

describe('the ledger', () => {
  test('tells of what was held back and passed: for how long, and why', () => {
    expect(first(desaturated(12_000))).toMatchObject({
      label: 'SpO2 88 < 90',
      lessMs: 12_000,
      stages: ['holdBack'],
      reasons: ['held back for 19 s in case it ends by itself'],
      outcome: 'unseen',
      stood: false,
    });
  });

  test('of what was held back and called after all: it stood', () => {
    expect(first(desaturated(40_000))).toMatchObject({ lessMs: 19_000, outcome: 'calledLater', stood: true });
  });

  test('of what was never called, though it stood for long: the first thing to look at', () => {
    const story = new Story({ codes: { MDC_EVT_LEAD_OFF: { delayMs: 0, lowDelayMs: 180_000, latching: false } } });
    story.hears(leadsOff());
    story.waits(170_000);
    story.ends(leadsOff());
    expect(first(story)).toMatchObject({ outcome: 'unseen', stood: true });
    expect(ledger(story)).toMatchObject({ stood: 1, stoodUnseen: 1, byStage: { holdBack: { count: 1, stood: 1 } } });
  });

  test('of what another alarm spoke for, what had a line only, and what went on', () => {
    const story = new Story();
    story.hears(report());
    story.hears(report({ alarmKey: 'rr', label: 'RR 40 > 30' }));
    expect(first(story)).toMatchObject({ label: 'RR 40 > 30', outcome: 'spokenFor', stages: ['joinEpisode'] });
    story.decides('take', report());
    story.waits(20_000);
    story.ends(report(), report({ alarmKey: 'rr', label: 'RR 40 > 30' }));
    story.hears(report({ alarmKey: 'again' }));
    expect(ledger(story).outcomes).toEqual({ calledLater: 0, spokenFor: 1, wentOn: 1, listed: 0, unseen: 0 });
    expect(ledger(story)).toMatchObject({ heldBack: 0, quieted: 2, folded: 0, total: 2 });
  });

  test('of what was quiet: a line is no call', () => {
    const story = new Story();
    const verdict = { verdict: 'doubtful', by: 'waves', why: 'noise' } as const;
    story.hears(desaturation());
    story.take({ type: 'judged', alarmId: desaturation().alarmKey, verdict });
    story.waits(60_000);
    expect(first(story)).toMatchObject({ outcome: 'listed', stood: true, lessMs: 60_000, endedMs: null });
    expect(first(story)?.reasons).toContain('doubtful by waves: noise');
  });

  test('says nothing of what called at once and was never less', () => {
    const story = new Story();
    story.hears(report());
    expect(ledger(story)).toMatchObject({ total: 0, entries: [], withoutReason: 0 });
  });

  test('lists what stood before what passed, and counts what it leaves out', () => {
    const story = desaturated(40_000);
    const next = desaturation({ alarmKey: `${GATEWAY}/next`, bedKey: `${GATEWAY}/8` });
    story.hears(next);
    story.waits(5000);
    story.ends(next);
    expect(ledger(story).entries.map(({ stood }) => stood)).toEqual([true, false]);
    expect(ledger(story, 1)).toMatchObject({ total: 2, omitted: 1, entries: [{ stood: true }] });
  });

  test('counts an alarm that is less than announced without a reason: it would be a defect', () => {
    const story = desaturated(5000);
    const [record] = story.meter.records;
    const bare = { ...record!, spells: record!.spells.map((spell) => ({ ...spell, reasons: [] })) };
    expect(ledgerOf([bare], story.nowMs, 1)).toMatchObject({ withoutReason: 1, entries: [{ reasons: [] }] });
  });
});
