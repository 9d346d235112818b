import { describe, expect, it } from 'vitest';
import type { Command } from '#domain/alarms/events.ts';
import type { Member } from '#domain/alarms/members.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { type Episode, worklist } from '#domain/alarms/worklist.ts';
import { hasFailed, reasonSummary, waitingOf } from '#renderer/alarms/episodeTexts.ts';
import { acknowledgedBy, member } from '#tests/renderer/support/listedAlarms.ts';

const episode = (...members: readonly Member[]): Episode => {
  const { episodes, unlisted } = worklist(members);
  const [first] = [...episodes, ...unlisted];
  if (first === undefined) throw new Error('no alarm, no episode');
  return first;
};
const held = (label: string) =>
  member('A/1', 'medium', label, {
    presentation: { manner: 'held', reasons: [{ stage: 'holdBack', delayMs: 15_000, untilMs: 0 }] },
  });

describe('what stands behind the alarms of a patient, in words', () => {
  it('is counted by its reason', () => {
    const brady = member('A/1', 'medium', 'HR 38', {
      presentation: { manner: 'folded', into: 'x', reasons: [{ stage: 'inhibit', rule: 'asystole', by: 'x' }] },
    });
    expect(reasonSummary(episode(member('A/1', 'high', 'Asystole'), held('SpO2'), held('RR'), brady))).toBe(
      '2 more, held back for 15 s in case it ends by itself; 1 more, explained by: asystole',
    );
  });

  it('is said to be of the same where it is', () => {
    const leading = member('A/1', 'medium', 'SpO2 84 < 88');
    const again = held('SpO2 83 < 88');
    const same = { ...again, alarm: { ...again.alarm, condition: leading.alarm.condition } };
    expect(reasonSummary(episode(leading, same))).toMatch(/^1 more of the same, held back/);
  });

  it('is nothing when all is on the list', () => {
    expect(reasonSummary(episode(member('A/1', 'high', 'VT')))).toBe('');
  });
});

describe('how long nobody has answered', () => {
  it('runs on when more people are called, although each call waits anew', () => {
    const called = member('A/1', 'high', 'VT', { alarm: { escalation: 2, waitingSinceMs: 61_000 } });
    expect(waitingOf(episode(called), defaultPolicy)).toEqual({ sinceMs: 1_000, level: 2 });
  });

  it('begins anew when somebody gives it back', () => {
    const back = member('A/1', 'high', 'VT', { alarm: { waitingSinceMs: 90_000 } });
    expect(waitingOf(episode(back), defaultPolicy)?.sinceMs).toBe(90_000);
  });

  it('is over when somebody has it or has acknowledged it', () => {
    const owned = member('A/1', 'high', 'VT', { alarm: { owner: { actorId: 'mk', sinceMs: 0 } } });
    const seen = member('A/1', 'high', 'HR', { alarm: { acknowledged: acknowledgedBy('kb') } });
    expect(waitingOf(episode(owned, seen), defaultPolicy)).toBeNull();
  });
});

describe('a decision that did not reach the bedside', () => {
  const command = (commandId: string, state: Command['delivery']['state']) =>
    ({
      commandId,
      action: 'acknowledge',
      carried: { action: 'acknowledge', recipientId: '' },
      delivery: { state, atMs: 0, reason: '' },
      isUndone: false,
    }) as Command;

  it('is told, until a later one of its kind has', () => {
    const failed = member('A/1', 'high', 'VT', { commands: [command('1', 'failed')] });
    expect(hasFailed(episode(failed))).toBe(true);
    const again = member('A/1', 'high', 'VT', { commands: [command('1', 'failed'), command('2', 'confirmed')] });
    expect(hasFailed(episode(again))).toBe(false);
  });
});
