import { expect, test } from 'vitest';
import { callKeys, callsBy } from './callsBy.ts';
import { evaluateDay, load } from './load.ts';

const { report, calls, theDay } = evaluateDay({ seed: 2, beds: 16, nurses: 2, hours: 8 });

test.each(Object.keys(callKeys) as (keyof typeof callKeys)[])(
  'every call of a day is counted once by its %s',
  (key) => {
    const rows = callsBy(key, calls, theDay);
    const sum = (count: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + count(row), 0);
    expect(sum((row) => row.calls)).toBe(report.presented.count);
    expect(sum((row) => row.actionable + row.advisory + row.false + row.unlabelled)).toBe(report.presented.count);
    expect(rows.every((row) => row.andAnswered <= row.sameWithin10min && row.sameWithin10min <= row.calls)).toBe(true);
  },
);

test('what a delay is for is told from what has none, and from what chattered', () => {
  const rows = callsBy('way', calls, theDay);
  const of = (key: string, priority: string) => rows.find((row) => row.key === key && row.priority === priority);
  expect(of('outlasted its delay', 'medium')?.calls).toBeGreaterThan(10);
  expect(of('chattered', 'medium')?.stoodUnder30s).toBeGreaterThan(3);
  expect(of('has no delay', 'medium')?.calls).toBeGreaterThan(3);
  expect(rows.filter(({ priority }) => priority === 'high').map(({ key }) => key)).toEqual(['high: always calls']);
});

test('a side that calls do not have is refused by name', async () => {
  await expect(load(['--by', 'colour'])).rejects.toThrow('--by colour: not known; there is code, way');
});
