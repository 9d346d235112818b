import { describe, expect, test } from 'vitest';
import type { Decision } from '#domain/alarms/events.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { type Happening, type Standing, standingOf, stateTable } from '#domain/alarms/stateTable.ts';
import { report, Station } from './bedside.ts';

const low: AlarmReport = report({ priority: 'low' });

/** How an alarm comes to be where it is, told by reports and decisions only. */
const stories: Readonly<Record<Standing, (station: Station) => void>> = {
  unseen: () => {},
  on: (station) => station.hears(low),
  onAcknowledged: (station) => {
    station.hears(low);
    station.decides('acknowledge', low);
  },
  latched: (station) => station.hears(low, { ...low, presence: 'latched' }),
  latchedAcknowledged: (station) => {
    station.hears(low, { ...low, presence: 'latched' });
    station.decides('acknowledge', low);
  },
  off: (station) => station.hears(low, { ...low, presence: 'latched' }, { ...low, presence: 'off' }),
  offAcknowledged: (station) => {
    station.hears(low, { ...low, presence: 'latched' });
    station.decides('acknowledge', low);
    station.hears({ ...low, presence: 'off' });
  },
};

const rows: readonly [from: Standing, what: Happening, to: Standing, count?: string][] = [
  ['unseen', 'begins', 'on'],
  ['unseen', 'latches', 'latched'],
  ['unseen', 'ends', 'off', 'endsWithoutStart'],
  ['unseen', 'endsLatching', 'latched', 'endsWithoutStart'],
  ['unseen', 'acknowledge', 'unseen', 'decisionsOnUnknown'],
  ['unseen', 'expires', 'unseen'],
  ['on', 'begins', 'on'],
  ['on', 'rises', 'on'],
  ['on', 'latches', 'latched'],
  ['on', 'ends', 'off'],
  ['on', 'endsLatching', 'latched'],
  ['on', 'acknowledge', 'onAcknowledged'],
  ['on', 'expires', 'on'],
  ['onAcknowledged', 'begins', 'onAcknowledged'],
  ['onAcknowledged', 'rises', 'on'],
  ['onAcknowledged', 'latches', 'latchedAcknowledged'],
  ['onAcknowledged', 'ends', 'offAcknowledged'],
  ['onAcknowledged', 'endsLatching', 'offAcknowledged'],
  ['onAcknowledged', 'acknowledge', 'onAcknowledged', 'acknowledgedAlready'],
  ['onAcknowledged', 'expires', 'on'],
  ['onAcknowledged', 'withdraw', 'on'],
  ['latched', 'begins', 'on', 'revived'],
  ['latched', 'rises', 'latched'],
  ['latched', 'latches', 'latched'],
  ['latched', 'ends', 'off'],
  ['latched', 'endsLatching', 'latched'],
  ['latched', 'acknowledge', 'latchedAcknowledged'],
  ['latched', 'acknowledgeLast', 'offAcknowledged'],
  ['latched', 'expires', 'latched'],
  ['latchedAcknowledged', 'begins', 'on', 'revived'],
  ['latchedAcknowledged', 'rises', 'latched'],
  ['latchedAcknowledged', 'latches', 'latchedAcknowledged'],
  ['latchedAcknowledged', 'ends', 'offAcknowledged'],
  ['latchedAcknowledged', 'endsLatching', 'offAcknowledged'],
  ['latchedAcknowledged', 'acknowledge', 'latchedAcknowledged', 'acknowledgedAlready'],
  ['latchedAcknowledged', 'expires', 'latchedAcknowledged'],
  ['latchedAcknowledged', 'withdraw', 'latched'],
  ['off', 'begins', 'on', 'revived'],
  ['off', 'rises', 'off'],
  ['off', 'latches', 'latched', 'revived'],
  ['off', 'ends', 'off'],
  ['off', 'endsLatching', 'off'],
  ['off', 'acknowledge', 'off', 'decisionsAfterEnd'],
  ['off', 'expires', 'off'],
  ['offAcknowledged', 'begins', 'on', 'revived'],
  ['offAcknowledged', 'rises', 'offAcknowledged'],
  ['offAcknowledged', 'latches', 'latched', 'revived'],
  ['offAcknowledged', 'ends', 'offAcknowledged'],
  ['offAcknowledged', 'endsLatching', 'offAcknowledged'],
  ['offAcknowledged', 'acknowledge', 'offAcknowledged', 'decisionsAfterEnd'],
  ['offAcknowledged', 'expires', 'offAcknowledged'],
  ['offAcknowledged', 'withdraw', 'latched'],
];

/** Cells that no bedside and no person can bring about: they say what would be right, and are compared as data below. */
const unreachable: readonly [from: Standing, what: Happening, to: Standing, count?: string][] = [
  ['unseen', 'rises', 'unseen'],
  ['unseen', 'acknowledgeLast', 'unseen', 'decisionsOnUnknown'],
  ['on', 'acknowledgeLast', 'offAcknowledged'],
  ['onAcknowledged', 'acknowledgeLast', 'offAcknowledged', 'acknowledgedAlready'],
  ['latchedAcknowledged', 'acknowledgeLast', 'offAcknowledged', 'acknowledgedAlready'],
  ['off', 'acknowledgeLast', 'off', 'decisionsAfterEnd'],
  ['offAcknowledged', 'acknowledgeLast', 'offAcknowledged', 'decisionsAfterEnd'],
  ['unseen', 'withdraw', 'unseen', 'decisionsOnUnknown'],
  ['on', 'withdraw', 'on'],
  ['latched', 'withdraw', 'latched'],
  ['off', 'withdraw', 'off', 'decisionsAfterEnd'],
];

/** A later word of the bedside, so that it is no repetition of the one before. */
const again = (over: Partial<AlarmReport>): AlarmReport => ({ ...low, timeMs: low.timeMs + 1000, ...over });

const happenings: Readonly<Record<Happening, (station: Station) => void>> = {
  begins: (station) => station.hears(again({ presence: 'on' })),
  rises: (station) => station.hears(again({ presence: station.alarm(low)?.bedside ?? 'on', priority: 'high' })),
  latches: (station) => station.hears(again({ presence: 'latched' })),
  ends: (station) => station.hears(again({ presence: 'off' })),
  endsLatching: (station) => station.hears(again({ presence: 'off' })),
  acknowledge: (station) => station.decides('acknowledge', low),
  acknowledgeLast: (station) => station.decides('acknowledge', low),
  expires: (station) => station.waits(60_000),
  withdraw: (station) => {
    const { commandId } = station.alarm(low)?.acknowledged ?? { commandId: null };
    station.undoes({ commandId, alarmId: low.alarmKey } as Decision);
  },
};

describe('what happens to an alarm', () => {
  test.each(rows)('that is %s, when it %s: it is %s, counted %s', (from, what, to, count) => {
    const keepsSignal = what === 'endsLatching' || what === 'acknowledgeLast';
    const policy = { ...defaultPolicy, acknowledgementMs: { high: 0, medium: 0, low: 30_000 } };
    const station = new Station(policy);
    stories[from](station);
    if (keepsSignal) {
      const codes = { MDC_EVT_HI: { delayMs: 0, latching: true } };
      station.take({ type: 'policyChanged', policy: { ...policy, codes }, actorId: 'engineer', why: 'test' });
    }
    // Latched by the policy: the bedside has said that all is over.
    if (what === 'acknowledgeLast') station.hears(again({ presence: 'off' }));
    expect(standingOf(station.alarm(low))).toBe(from);
    const before = { ...station.counts };
    happenings[what](station);
    expect(standingOf(station.alarm(low))).toBe(to);
    const counted = Object.entries(station.counts).filter(([name, n]) => n !== (before[name as 'revived'] ?? 0));
    expect(counted.map(([name]) => name)).toEqual(count === undefined ? [] : [count]);
  });

  test('is written in the table as it is told here, cell by cell', () => {
    const told = [...rows, ...unreachable].map(([from, what, to, count]) => [
      `${from} ${what}`,
      count === undefined ? to : [to, count],
    ]);
    const written = Object.entries(stateTable).flatMap(([from, row]) =>
      Object.entries(row).map(([what, cell]) => [`${from} ${what}`, cell]),
    );
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(written));
    expect(told).toHaveLength(written.length);
  });
});
