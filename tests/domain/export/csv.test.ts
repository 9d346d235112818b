import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvTables } from '#domain/export/csv.ts';
import { wavesByMoments } from '#domain/export/moments.ts';
import { sampleTimeMs } from '#domain/signals/channel.ts';
import { anySpan, FROM_MS, filesOf, heldOf, int32, spanOf, waveOf } from './spans.ts';

const linesOf = (bytes: Uint8Array | undefined): string[] => new TextDecoder().decode(bytes).split('\r\n').slice(0, -1);

describe('a span as CSV', () => {
  it('tells each raw sample and its time, and leaves a cell empty only where there is none', () => {
    fc.assert(
      fc.property(anySpan(int32), (span) => {
        const { files } = filesOf(csvTables(span, 'r'));
        const groups = wavesByMoments(span.waves);
        for (const [g, waves] of groups.entries()) {
          const [, ...rows] = linesOf(files.get(groups.length === 1 ? 'r.csv' : `r_${g + 1}.csv`));
          for (const [w, wave] of waves.entries()) {
            const { channel } = wave;
            const first = Math.ceil(((span.fromMs - channel.originMs) * channel.rateHz) / 1000);
            const held = rows.flatMap((line, k) => {
              const cells = line.split(',');
              const cell = cells[2 + w] as string;
              expect(Math.abs(Date.parse(cells[0] as string) - sampleTimeMs(channel, first + k))).toBeLessThan(1);
              expect(cell === '').toBe((cells.at(-1) as string).includes(`${channel.label}: `));
              return cell === '' ? [] : [[first + k, Math.round(Number(cell) / channel.scalePerLsb)] as const];
            });
            expect(new Map(held)).toEqual(heldOf(wave));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has units in its head, time in UTC and since the beginning, and the reason of each gap', () => {
    const waves = [
      waveOf({}, () => 200, 1000, [[0.5, 0.51]]),
      waveOf({ label: 'Pleth', code: null, unit: '', scalePerLsb: 1 }, () => 7, 1000),
    ];
    const lines = linesOf(filesOf(csvTables(spanOf(waves, 1000), 'r')).files.get('r.csv'));
    expect(lines[0]).toBe('time,s,II (MDC_ECG_ELEC_POTL_II) [mV],Pleth [no unit],missing');
    expect(lines[1]).toBe('2026-11-26T23:59:55.001000Z,0.001,1,7,');
    expect(lines[126]).toBe('2026-11-26T23:59:55.501000Z,0.501,,7,II: a lead or a sensor was off');
  });

  it('tells samples between the milliseconds to the microsecond', () => {
    const lines = linesOf(
      filesOf(csvTables(spanOf([waveOf({ rateHz: 360, originMs: FROM_MS }, () => 0, 100)], 100), 'r')).files.get(
        'r.csv',
      ),
    );
    expect(lines[2]).toMatch(/^2026-11-26T23:59:55.002778Z,0.002778,/);
  });

  it('gives a spreadsheet nothing to run: the name of a lead comes from a device', () => {
    const notes = [{ fromMs: FROM_MS, untilMs: null, text: '@SUM(A1), "x"' }];
    const waves = [waveOf({ label: '=cmd|"/c calc"!A1', code: null }, () => 1, 100)];
    const { files } = filesOf(csvTables(spanOf(waves, 100, { notes }), 'r'));
    expect(linesOf(files.get('r.csv'))[0]).toBe(`time,s,"'=cmd|""/c calc""!A1 [mV]",missing`);
    expect(linesOf(files.get('r_alarms.csv'))[1]).toBe(`2026-11-26T23:59:55.000000Z,,"'@SUM(A1), ""x"""`);
  });
});
