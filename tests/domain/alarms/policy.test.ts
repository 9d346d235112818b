import { describe, expect, test } from 'vitest';
import { type AlarmPolicy, defaultPolicy, policySources } from '#domain/alarms/policy.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import { promptPolicy, report, Station } from './bedside.ts';

const changed = (over: object) => readPolicy({ ...defaultPolicy, ...over });
const places = (over: object) => {
  const read = changed(over);
  return read.ok ? [] : read.problems.map(({ where }) => where);
};

describe('a policy', () => {
  test('as the product brings it is whole, and survives being a file', () => {
    expect(readPolicy(JSON.parse(JSON.stringify(defaultPolicy)))).toEqual({ ok: true, policy: defaultPolicy });
  });

  test('names a source for each of its defaults', () => {
    for (const source of Object.values(policySources)) expect(source).toMatch(/\w/);
    expect(Object.keys(policySources).toSorted()).toEqual(
      Object.keys(defaultPolicy)
        .filter((key) => key !== 'schema' && key !== 'revision')
        .toSorted(),
    );
  });

  test.each<[string, object, string[]]>([
    ['of another schema', { schema: 2 }, ['schema']],
    ['with a part missing', { chatter: undefined }, ['chatter']],
    ['with a key nobody knows', { holdHighMs: 5000 }, ['holdHighMs']],
    [
      'that holds a code back for minutes',
      { codes: { X: { delayMs: 120_000, latching: false } } },
      ['codes.X.delayMs'],
    ],
    ['with a delay that is no number', { codes: { X: { delayMs: '5', latching: false } } }, ['codes.X.delayMs']],
    ['with a word for true', { codes: { X: { delayMs: 0, latching: 'yes' } } }, ['codes.X.latching']],
    ['that gives a priority a delay', { codes: { X: { delayMs: 0, latching: false, high: 5 } } }, ['codes.X.high']],
    [
      'that holds a medium one back for minutes',
      { delays: { ...defaultPolicy.delays, medium: { physiologicalMs: 60_000, technicalMs: 0 } } },
      ['delays.medium.physiologicalMs'],
    ],
    [
      'that gives high ones a delay',
      { delays: { ...defaultPolicy.delays, high: { physiologicalMs: 0, technicalMs: 0 } } },
      ['delays.high'],
    ],
    ['with fractions of an operator', { flood: { ...defaultPolicy.flood, operators: 0.5 } }, ['flood.operators']],
    [
      'that is quiet for longer than a bedside after an answer',
      { attended: { withinMs: 120_001 } },
      ['attended.withinMs'],
    ],
    ['with codes that are a list', { codes: [] }, ['codes']],
    ['with explanations that are none', { explanations: {} }, ['explanations']],
  ])('%s is refused, and says where', (_, over, where) => {
    expect(places(over)).toEqual(where);
  });

  test.each([null, 7, 'policy', [], undefined])('that is %j is refused', (value) => {
    expect(readPolicy(value).ok).toBe(false);
  });

  const rule = (name: string, cause: string, explained: string): AlarmPolicy['explanations'][number] => ({
    name,
    cause: { codes: [cause] },
    explains: [{ codes: [explained] }],
    within: 'bed',
    aheadMs: 0,
  });

  test.each<[string, object, string, string]>([
    [
      'holds back what latches',
      { codes: { X: { delayMs: 5000, latching: true } } },
      'codes.X',
      'Set delayMs to 0, or latching to false.',
    ],
    [
      'holds a low one of a latching code back',
      { codes: { X: { delayMs: 0, lowDelayMs: 5000, latching: true } } },
      'codes.X',
      'Set delayMs to 0, or latching to false.',
    ],
    [
      'holds a medium one of a code back for longer than a low one',
      { codes: { X: { delayMs: 5000, lowDelayMs: 1000, latching: false } } },
      'codes.X.lowDelayMs',
      'Give at least 5000.',
    ],
    [
      'holds medium ones back for longer than low ones',
      { delays: { ...defaultPolicy.delays, low: { physiologicalMs: 1000, technicalMs: 60_000 } } },
      'delays.low.physiologicalMs',
      'Give at least 19000.',
    ],
    [
      'ends a flood above where it begins',
      { flood: { ...defaultPolicy.flood, leavesBelow: 11 } },
      'flood.leavesBelow',
      'Give at most 10.',
    ],
    [
      'calls for medium before high',
      { escalationMs: { high: [60_000], medium: [30_000], low: [] } },
      'escalationMs.high',
      'Give at most 30000 first.',
    ],
    [
      'lets what waits for confirmation be taken back as well',
      { undoMs: 40_000, deliverWithinMs: 30_000 },
      'undoMs',
      'Give at most 30000.',
    ],
    [
      'explains everything',
      { explanations: [{ ...rule('all', 'A', 'B'), explains: [{}] }] },
      'explanations[0]',
      'Name codes, sourceCodes or kinds in it.',
    ],
  ])('that %s contradicts itself: where, what, and what to do', (_, over, where, todo) => {
    const read = changed(over);
    expect(read.ok ? [] : read.problems).toContainEqual({ where, what: expect.stringMatching(/\w/), todo });
  });

  test.each([9_999, 600_001, 0, 1e9])('that sends decisions unasked for %d ms is refused', (deliverWithinMs) => {
    expect(places({ deliverWithinMs, undoMs: 0 })).toEqual(['deliverWithinMs']);
  });

  test('from before decisions could be too old is read, with two minutes: records hold such', () => {
    const { deliverWithinMs: _, ...older } = defaultPolicy;
    expect(readPolicy(older)).toEqual({ ok: true, policy: { ...older, deliverWithinMs: 120_000 } });
    const station = new Station();
    station.take({ type: 'policyChanged', policy: { ...older, futureMs: 0 }, actorId: 'engineer', why: '' });
    expect(station.desk.alarms.policy).toMatchObject({ futureMs: 0, deliverWithinMs: 120_000, revision: 2 });
  });

  test('whose rules explain each other in a circle is refused: nothing would be left to see', () => {
    expect(places({ explanations: [rule('a', 'A', 'B'), rule('b', 'B', 'C'), rule('c', 'C', 'A')] })).toEqual([
      'explanations[0]',
      'explanations[1]',
      'explanations[2]',
    ]);
    expect(places({ explanations: [rule('a', 'A', 'B'), rule('b', 'B', 'C')] })).toEqual([]);
  });

  test('with as many rules as there may be, each explaining the causes of all that follow, is read at once', () => {
    const layers = Array.from({ length: 50 }, (_, n) => rule(`r${n}`, `L${n >> 1}`, `L${(n >> 1) + 1}`));
    const beganMs = performance.now();
    expect(places({ explanations: layers })).toEqual([]);
    expect(performance.now() - beganMs).toBeLessThan(500);
    expect(places({ explanations: [...layers, layers[0]] })).toEqual(['explanations']);
  });

  test('that is deeper than any walk can go is refused, in a line', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    const read = changed({ chatter: deep, schema: deep });
    expect(read.ok ? [] : read.problems.map(({ where, what }) => `${where} ${what}`)).toEqual([
      'schema is a list',
      'chatter is a list',
    ]);
  });

  test('with more wrong in it than anybody reads says how much more there is', () => {
    const codes = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`X${n}`, 0]));
    const read = changed({ codes });
    const problems = read.ok ? [] : read.problems;
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.what).toBe('has 4900 more problems');
  });
});

describe('changing the policy', () => {
  test('counts its revision, and tells who did it and why', () => {
    const station = new Station();
    const policy = { ...defaultPolicy, revision: 99, futureMs: 0 };
    station.take({ type: 'policyChanged', policy, actorId: 'engineer', why: 'NTP everywhere now' });
    expect(station.desk.alarms.policy).toEqual({ ...policy, revision: 2 });
    expect(station.effects).toEqual([
      { type: 'policyChanged', from: 1, to: 2, actorId: 'engineer', why: 'NTP everywhere now' },
    ]);
  });

  test('to one that is wrong leaves the one in force', () => {
    const station = new Station();
    station.hears(report());
    station.take({ type: 'policyChanged', policy: { schema: 1 }, actorId: 'engineer', why: '' });
    expect(station.desk.alarms.policy).toEqual(promptPolicy);
    expect(station.effects).toContainEqual(expect.objectContaining({ type: 'policyRefused' }));
    expect(station.counts).toEqual({ policiesRefused: 1 });
  });
});
