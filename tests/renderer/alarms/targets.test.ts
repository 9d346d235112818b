import { describe, expect, it } from 'vitest';
import type { Member } from '#domain/alarms/members.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { type EpisodeAction, targetsOf } from '#renderer/alarms/targets.ts';
import { acknowledgedBy, member } from '#tests/renderer/support/listedAlarms.ts';

const folded = (bedKey: string, label: string, into: string) =>
  member(bedKey, 'low', label, { presentation: { manner: 'folded', into } });
const VT = member('A/1', 'high', 'VT');
const HR = member('A/1', 'medium', 'HR', { presentation: { manner: 'quiet' } });
const SPO2 = member('A/1', 'medium', 'SpO2', { presentation: { manner: 'held' } });
const BRADY = folded('A/1', 'brady', 'A/1/VT');

const targets = (action: EpisodeAction, members: readonly Member[], actorId: string | null = null) => {
  const episode = worklist(members).episodes.find(({ bedKey }) => bedKey === 'A/1');
  if (episode === undefined) throw new Error('the bed has no alarm on the list');
  const byId = new Map(members.map((each) => [each.alarm.id, each]));
  return targetsOf(action, episode, byId, actorId).map(({ alarm }) => alarm.report.label);
};

describe('a decision on a patient concerns', () => {
  it('all that is on the list, and what is folded under it; never what is held back', () => {
    expect(targets('acknowledge', [VT, HR, SPO2, BRADY])).toEqual(['VT', 'HR', 'brady']);
  });

  it('what is folded under one of these at another bed too, and what is folded under that', () => {
    const event = member('A/1', 'medium', 'network');
    const other = folded('A/2', 'network', 'A/1/network');
    const third = folded('A/3', 'cable', 'A/2/network');
    expect(targets('acknowledge', [event, other, third])).toEqual(['network', 'network', 'cable']);
  });

  it('nothing folded under an alarm of somebody else', () => {
    const other = member('A/2', 'high', 'VT');
    expect(targets('take', [VT, other, folded('A/2', 'brady', 'A/2/VT')])).toEqual(['VT']);
  });

  it('what is not acknowledged yet, when it is to be acknowledged', () => {
    const seen = member('A/1', 'high', 'VT', { alarm: { acknowledged: acknowledgedBy('kb') } });
    expect(targets('acknowledge', [seen, HR])).toEqual(['HR']);
  });

  it('what somebody has, when it is to be given back, and what the person has not, when it is to be taken', () => {
    const owned = member('A/1', 'high', 'VT', { alarm: { owner: { actorId: 'kb', sinceMs: 0 } } });
    expect(targets('giveBack', [owned, HR])).toEqual(['VT']);
    expect(targets('take', [owned, HR], 'kb')).toEqual(['HR']);
    expect(targets('take', [owned, HR], 'mk')).toEqual(['VT', 'HR']);
  });

  it('the leading alarm only, when it is noted or escalated', () => {
    expect(targets('note', [HR, VT])).toEqual(['VT']);
    expect(targets('escalate', [HR, VT])).toEqual(['VT']);
  });
});
