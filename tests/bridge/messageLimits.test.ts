import { describe, expect, it } from 'vitest';
import { decideMessages, LONGEST_MESSAGE } from '#bridge/messageLimits.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import type { Decision } from '#domain/alarms/events.ts';

const decisions = (count: number, alarmId: string): readonly Decision[] =>
  Array.from({ length: count }, (_, n) => ({
    action: 'acknowledge',
    commandId: `c${n}`,
    alarmId: `${n}/${alarmId}`,
    actorId: 'n.okafor',
    issuedMs: 1_700_000_000_000,
  }));

/** What a station reads of it. */
const heard = (sent: readonly Decision[]) =>
  decideMessages(sent).map((message) => {
    const text = JSON.stringify(message);
    expect(text.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
    const read = parseWindowMessage(text);
    if (!read.ok || read.message.type !== 'decide') throw new Error(read.ok ? read.message.type : read.reason);
    return read.message.decisions;
  });

describe('what is decided with one key', () => {
  it('goes in one message, as it nearly always is', () => {
    expect(heard(decisions(40, 'icu:7000/hr'))).toHaveLength(1);
    expect(heard([])).toEqual([]);
  });

  it.each([
    ['for more alarms than a station takes at once', 1_201, 'icu:7000/hr'],
    ['for alarms with the longest names there are', 300, 'x'.repeat(7_990)],
    ['for alarms whose names are longer still when they are written down', 300, '\u0001'.repeat(7_990)],
  ])('%s arrives whole and in its order, in several', (_, count, alarmId) => {
    const sent = decisions(count, alarmId);
    const parts = heard(sent);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flat()).toEqual(sent);
  });
});
