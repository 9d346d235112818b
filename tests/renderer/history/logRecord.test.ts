import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryOf, type LogEntry, type LogNames, openLog, packLog } from '#renderer/history/logRecord.ts';

const names: LogNames = { id: 'names', waves: [], numerics: [] };

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

const runs = fc
  .array(fc.record({ missing: fc.nat(1000), samples: fc.array(int32, { minLength: 1, maxLength: 300 }) }), {
    maxLength: 4,
  })
  .map((drawn) => {
    let index = 0;
    return drawn.map(({ missing, samples }) => {
      const firstIndex = index + missing;
      index = firstIndex + samples.length;
      return { firstIndex, samples: Int32Array.from(samples) };
    });
  });

const observation: fc.Arbitrary<LogEntry['observations'][number]> = fc.tuple(
  fc.nat(5000),
  fc.constantFrom(1000, 2000, 1_764_201_600_000),
  fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
);

const entries: fc.Arbitrary<LogEntry> = fc.record({
  waves: fc.array(fc.record({ wave: fc.nat(5000), runs }), { maxLength: 5 }),
  observations: fc.array(observation, { maxLength: 20 }),
});

const byTime = ({ observations }: LogEntry): LogEntry['observations'] => {
  const times = [...new Set(observations.map(([, timeMs]) => timeMs))];
  return times.flatMap((time) => observations.filter(([, timeMs]) => timeMs === time));
};

it('what came in a second comes back bit for bit: every sample, and every value that was told, in the order of each moment', () => {
  fc.assert(
    fc.property(entries, (entry) => {
      const back = entryOf(openLog(packLog(entry, names)), names);
      expect(back.waves.map(({ wave }) => wave)).toEqual(entry.waves.map(({ wave }) => wave));
      expect(back.waves.map(({ runs: read }) => read)).toEqual(entry.waves.map(({ runs: told }) => told));
      // JSON knows no zero below zero.
      expect(back.observations).toEqual(
        byTime(entry).map(([numeric, timeMs, value]) => [numeric, timeMs, value === null ? null : value + 0]),
      );
    }),
  );
});

it('a record of a version that is not known, or of other names, is refused and not guessed at', () => {
  const bytes = packLog({ waves: [], observations: [] }, names);
  const other = Uint8Array.from(bytes);
  const at = new TextDecoder().decode(other).indexOf('"version":2') + '"version":'.length;
  other[at] = '3'.charCodeAt(0);
  expect(() => openLog(other)).toThrow('of version 3; this one reads 1 and 2');
  expect(() => entryOf(openLog(bytes), { ...names, id: 'others' })).toThrow('names are lost');
});
