import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { indicesOf, wavesByMoments } from '#domain/export/moments.ts';
import { wfdbRecords } from '#domain/export/wfdb.ts';
import { hasBiosig, readWithBiosig } from '#tests/support/biosig.ts';
import { anySpan, FROM_MS, filesOf, heldOf, int16, int32, spanOf, waveOf } from './spans.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-wfdb-'));
afterAll(() => rmSync(folder, { recursive: true }));

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Signals of a record as signal(5) tells how they stand there, read without the writer's help; null: no sample. */
function storedIn(files: ReadonlyMap<string, Uint8Array>, record: string): (number | null)[][] {
  const [first = '', ...lines] = textOf(files.get(`${record}.hea`)).split('\n');
  const [, signals = 0, , count = 0] = first.split(' ').map(Number);
  const bits = Number(lines[0]?.split(' ')[1]);
  const bytes = files.get(`${record}.dat`) as Uint8Array;
  const at = (k: number): number => {
    const size = bits / 8;
    let value = 0n;
    for (let byte = size - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(bytes[k * size + byte] as number);
    return Number(BigInt.asIntN(bits, value));
  };
  expect(bytes.length).toBe((count * signals * bits) / 8);
  return Array.from({ length: signals }, (_, signal) =>
    Array.from({ length: count }, (_, k) => {
      const value = at(k * signals + signal);
      return value === -(2 ** (bits - 1)) ? null : value;
    }),
  );
}

describe('a span as WFDB', () => {
  for (const [bits, raw] of [
    ['16', int16],
    ['32', int32],
  ] as const) {
    it(`holds each raw sample of ${bits} bits where it was, and nothing where there was none`, () => {
      fc.assert(
        fc.property(anySpan(raw), (span) => {
          const { files } = filesOf(wfdbRecords(span, 'r'));
          const groups = wavesByMoments(span.waves);
          for (const [g, waves] of groups.entries()) {
            const stored = storedIn(files, groups.length === 1 ? 'r' : `r_${g + 1}`);
            for (const [signal, wave] of waves.entries()) {
              const held = heldOf(wave);
              const { from, until } = indicesOf(wave.channel, span);
              const expected = Array.from({ length: until - from }, (_, k) => held.get(from + k) ?? null);
              expect(stored[signal]).toEqual(expected);
            }
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('tells the exact time, scale and index of its first sample', () => {
    const span = spanOf([waveOf({ rateHz: 360, offset: 1.25, scalePerLsb: 0.0024 }, (k) => k % 100, 1000)], 1000);
    const { files, remarks } = filesOf(wfdbRecords(span, 'r'));
    const header = textOf(files.get('r.hea'));
    expect(header.split('\n')[0]).toBe('r 1 360 360 23:59:55.002 26/11/2026');
    expect(header).toContain(`index 36002, of 360 Hz since ${FROM_MS - 100_003} ms after 1970`);
    expect(header).toContain('physical = raw x 0.0024 + 1.25 mV');
    expect(remarks).toEqual([expect.stringContaining('WFDB holds a whole number')]);
  });

  it('says in its annotations which alarm stood and why samples are missing', () => {
    const notes = [
      { fromMs: FROM_MS - 60_000, untilMs: FROM_MS + 500, text: '!! Pulsfrequenz höher' },
      { fromMs: FROM_MS + 9000, untilMs: null, text: '!!! VT' },
    ];
    const span = spanOf([waveOf({}, (k) => k, 10_000, [[0.2, 0.4]])], 10_000, { notes });
    const bytes = filesOf(wfdbRecords(span, 'r')).files.get('r.atr') as Uint8Array;
    // annot(5): words of 6 bits of code and 10 of time; 59 skips a long of two words, 63 has a text.
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found: [number, string][] = [];
    let time = 0;
    for (let at = 0; ; ) {
      const word = view.getUint16(at, true);
      at += 2;
      if (word === 0) break;
      const [code, value] = [word >> 10, word & 1023];
      if (code === 59) {
        time += view.getUint16(at, true) * 65536 + view.getUint16(at + 2, true);
        at += 4;
      } else if (code === 63) {
        found.push([time, textOf(bytes.subarray(at, at + value))]);
        at += value + (value % 2);
      } else time += value;
    }
    expect(found).toEqual([
      [0, '!! Pulsfrequenz hoher [23:58:55.000 to 23:59:55.500]'],
      [500, 'no samples of II [23:59:57.001 to 23:59:59.001]: a lead or a sensor was off'],
      [2249, '!!! VT [00:00:04.000 to after the end]'],
    ]);
  });

  it('does not name the patient unless it is told who that is', () => {
    const waves = [waveOf({}, (k) => k, 1000)];
    const patient = { patientId: 'P-17', displayName: 'Łukasz Żółć', ageYears: 67, sex: 'male' } as const;
    const header = (span: Parameters<typeof wfdbRecords>[0]) =>
      textOf(filesOf(wfdbRecords(span, 'r')).files.get('r.hea'));
    expect(header(spanOf(waves, 1000))).toContain('Patient: not stated');
    expect(header(spanOf(waves, 1000, { patient }))).toContain('Patient: P-17 Lukasz Zolc, age 67, sex male');
  });

  it.skipIf(!hasBiosig)(
    'is read by BioSig sample by sample, whatever rates, ranges and gaps, where it can read WFDB',
    () => {
      const spans = [
        ...fc.sample(anySpan(int16), { numRuns: 12, seed: 1 }),
        ...fc.sample(anySpan(int32), { numRuns: 12, seed: 2 }),
      ];
      // BioSig 2.5.0 misplaces samples of 16 bits where a record has several signals, PhysioNet's bidmc01 too; so each alone.
      const records = spans.flatMap((span, s) =>
        span.waves.map((wave, w) => {
          const name = `s${s}w${w}`;
          const { files } = filesOf(wfdbRecords({ ...span, waves: [wave] }, name));
          for (const [file, bytes] of files) writeFileSync(join(folder, file), bytes);
          return { span, waves: [wave], path: join(folder, `${name}.hea`) };
        }),
      );
      const read = readWithBiosig(records.map(({ path }) => path));
      for (const [k, { span, waves }] of records.entries()) {
        for (const [signal, wave] of waves.entries()) {
          const held = heldOf(wave);
          const { from, until } = indicesOf(wave.channel, span);
          for (let index = from; index < until; index++) {
            const raw = held.get(index);
            const value = read[k]?.rows[index - from]?.[signal];
            if (raw === undefined) expect(value).toBeNull();
            else expect(Math.round((value as number) / wave.channel.scalePerLsb)).toBe(raw);
          }
          expect(read[k]?.rows.length).toBe(until - from);
        }
      }
    },
  );
});
