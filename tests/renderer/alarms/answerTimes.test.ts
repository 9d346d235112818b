import { describe, expect, it } from 'vitest';
import type { Command } from '#domain/alarms/events.ts';
import { AnswerTimes } from '#renderer/alarms/answerTimes.ts';
import { member } from '#tests/renderer/support/listedAlarms.ts';

/** An alarm that called at second 1 and was taken `tookMs` later. */
const taken = (label: string, tookMs: number, more: Partial<Command> = {}) =>
  member('A/1', 'high', label, {
    commands: [
      {
        action: 'take',
        commandId: label,
        alarmId: label,
        actorId: 'mk',
        issuedMs: 0,
        takenMs: 1_000 + tookMs,
        carried: null,
        delivery: { state: 'none', atMs: 0, reason: '' },
        ownerBefore: null,
        isUndone: false,
        ...more,
      } as Command,
    ],
  });

describe('the time to answer', () => {
  it('is from the call to the first decision; the median and the longest of the last hour', () => {
    const times = new AnswerTimes();
    expect(times.summary(10_000)).toBeNull();
    times.take([taken('a', 1_000), taken('b', 4_000), taken('c', 30_000)]);
    expect(times.summary(60_000)).toEqual({ count: 3, medianMs: 4_000, longestMs: 30_000 });
    times.take([taken('d', 6_000)]);
    expect(times.summary(60_000)?.medianMs).toBe(5_000);
    expect(times.summary(3_600_000 + 20_000)).toEqual({ count: 1, medianMs: 30_000, longestMs: 30_000 });
  });

  it('counts each alarm once, however often it is told, and not what was taken back or only noted', () => {
    const times = new AnswerTimes();
    times.take([taken('a', 1_000)]);
    times.take([taken('a', 1_000)]);
    expect(times.summary(5_000)?.count).toBe(1);
    times.take([
      taken('a', 1_000, { isUndone: true }),
      taken('b', 1_000, { action: 'note', text: 'x' } as Partial<Command>),
    ]);
    expect(times.summary(5_000)).toBeNull();
  });

  it('counts an acknowledgement at the bedside', () => {
    const times = new AnswerTimes();
    times.take([
      member('A/1', 'high', 'VT', { alarm: { acknowledged: { commandId: null, actorId: 'x', atMs: 9_000 } } }),
    ]);
    expect(times.summary(10_000)?.medianMs).toBe(8_000);
  });
});
