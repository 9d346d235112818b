import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { edfFiles } from '#domain/export/edf.ts';
import type { ExportWave } from '#domain/export/exportSpan.ts';
import { sampleIndexAt } from '#domain/signals/channel.ts';
import { hasBiosig, readWithBiosig } from '#tests/support/biosig.ts';
import { anySpan, FROM_MS, filesOf, heldOf, spanOf, waveOf } from './spans.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-edf-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** An EDF+ file taken apart as its specification tells, without the writer's help. Times are ms since 1970. */
function takeApart(bytes: Uint8Array) {
  const text = (from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length)).trimEnd();
  const [kind, records, duration, count] = [text(192, 44), text(236, 8), text(244, 8), Number(text(252, 4))];
  let at = 256;
  const column = (width: number): string[] =>
    Array.from({ length: count }, () => {
      at += width;
      return text(at - width, width);
    });
  const [labels, , units, physLow, physHigh, digLow, digHigh, , sizes] = [16, 80, 8, 8, 8, 8, 8, 80, 8].map(
    column,
  ) as string[][];
  const [d, m, y] = text(168, 8).split('.').map(Number) as [number, number, number];
  const [hh, mm, ss] = text(176, 8).split('.').map(Number) as [number, number, number];
  const startMs = Date.UTC(2000 + y, m - 1, d, hh, mm, ss);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let place = 256 * (count + 1);
  expect(place).toBe(Number(text(184, 8)));
  const annotations: { atMs: number; text: string }[] = [];
  const samples = labels!.map(() => [] as { atMs: number; digital: number }[]);
  for (let record = 0; record < Number(records); record++) {
    const begin = place;
    const annotated = begin + 2 * sizes!.slice(0, -1).reduce((sum, size) => sum + Number(size), 0);
    const lists = new TextDecoder()
      .decode(bytes.subarray(annotated, annotated + 2 * Number(sizes!.at(-1))))
      .split('\0');
    const onset = Number(lists[0]?.split('\x14')[0]);
    for (const list of lists.slice(1).filter((each) => each !== '')) {
      const [stamp = '', words = ''] = list.split('\x14');
      annotations.push({ atMs: startMs + 1000 * Number(stamp.split('\x15')[0]), text: words });
    }
    for (const [s, size] of sizes!.entries()) {
      for (let k = 0; k < Number(size); k++, place += 2) {
        const atMs = startMs + 1000 * (onset + (k * Number(duration)) / Number(size));
        samples[s]?.push({ atMs, digital: view.getInt16(place, true) });
      }
    }
  }
  expect(place).toBe(bytes.length);
  const signals = labels!.slice(0, -1).map((label, s) => {
    const [low, high] = [Number(digLow![s]), Number(digHigh![s])];
    const perDigital = (Number(physHigh![s]) - Number(physLow![s])) / (high - low);
    return { label, unit: units![s], low, perDigital, physLow: Number(physLow![s]), samples: samples[s]! };
  });
  return { kind, patient: text(8, 80), recording: text(88, 80), startMs, signals, annotations };
}

/** Of a file, the samples of a wave by its own indices. */
function heldIn(
  { samples, low }: ReturnType<typeof takeApart>['signals'][number],
  { channel }: ExportWave,
): Map<number, number> {
  return new Map(
    samples
      .filter(({ digital }) => digital !== low)
      .map(({ atMs, digital }) => [Math.round(sampleIndexAt(channel, atMs)), digital]),
  );
}

describe('a span as EDF+', () => {
  it('holds each raw sample of 15 bits at its time, and nothing where there was none', () => {
    const raw = fc.integer({ min: -32767, max: 32767 });
    fc.assert(
      fc.property(anySpan(raw), (span) => {
        const { files } = filesOf(edfFiles(span, 'r'));
        const signals = [...files.values()].flatMap((bytes) => takeApart(bytes).signals);
        for (const wave of span.waves) {
          const signal = signals.find(({ label }) => label === wave.channel.label);
          signals.splice(signals.indexOf(signal!), 1);
          expect(heldIn(signal!, wave)).toEqual(heldOf(wave));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves out stretches in which no wave has a sample, and says at which time it goes on', () => {
    const waves = [
      waveOf({}, (k) => k % 100, 20_000, [[0.3, 0.7]]),
      waveOf({ rateHz: 62.5, label: 'Resp', code: null }, (k) => k % 50, 20_000, [[0.25, 0.8]]),
    ];
    const { files } = filesOf(edfFiles(spanOf(waves, 20_000), 'r'));
    const { kind, signals, annotations } = takeApart(files.get('r.edf')!);
    expect(kind).toBe('EDF+D');
    expect(signals[0]!.samples.length).toBeLessThan(250 * 15);
    for (const [k, wave] of waves.entries()) expect(heldIn(signals[k]!, wave)).toEqual(heldOf(wave));
    expect(annotations.map(({ text }) => text)).toEqual([
      'no samples of Resp: a lead or a sensor was off',
      'no samples of II: a lead or a sensor was off',
    ]);
    expect(Math.abs(annotations[1]!.atMs - (FROM_MS + 6000))).toBeLessThan(4);
  });

  it('is continuous where nothing is missing, and begins at the time of its first sample', () => {
    const { files, remarks } = filesOf(edfFiles(spanOf([waveOf({}, (k) => k % 100, 5000)], 5000), 'r'));
    const { kind, signals } = takeApart(files.get('r.edf')!);
    expect(kind).toBe('EDF+C');
    expect(signals[0]!.samples[0]!.atMs).toBeCloseTo(FROM_MS + 1, 3);
    expect(remarks).toEqual([]);
  });

  it('keeps the physical values of a patient field, a unit and a scale', () => {
    const patient = { patientId: 'P 17', displayName: 'Łukasz Żółć', ageYears: 67, sex: 'male' } as const;
    const waves = [
      waveOf(
        { unit: 'mm[Hg]', scalePerLsb: 0.1, offset: -10, label: 'ABP', code: 'MDC_PRESS_BLD_ART' },
        (k) => k % 1500,
        5000,
      ),
    ];
    const { files } = filesOf(edfFiles(spanOf(waves, 5000, { patient }), 'r'));
    const { patient: written, recording, signals } = takeApart(files.get('r.edf')!);
    expect(written).toBe('P_17 M X Lukasz_Zolc age_67');
    expect(recording).toBe('Startdate 26-NOV-2026 X Dr_Haas Vigil_Station_A');
    const { unit, perDigital, physLow, low } = signals[0]!;
    expect(unit).toBe('mmHg');
    expect(perDigital).toBeCloseTo(0.1, 12);
    expect(physLow + (0 - low) * perDigital).toBeCloseTo(-10, 9);
  });

  it('shifts what is far from zero without a loss, and says when it must divide', () => {
    const far = waveOf({}, (k) => 1_000_000 + (k % 60_000), 5000);
    const shifted = filesOf(edfFiles(spanOf([far], 5000), 'r'));
    const { signals } = takeApart(shifted.files.get('r.edf')!);
    const held = [...heldOf(far).values()];
    const read = [...heldIn(signals[0]!, far).values()];
    expect(read.map((digital) => digital - read[0]!)).toEqual(held.map((raw) => raw - held[0]!));
    const wide = waveOf({}, (k) => (k % 2 === 0 ? -1_000_000 : 1_000_000), 5000);
    expect(filesOf(edfFiles(spanOf([wide], 5000), 'r')).remarks[0]).toContain('samples are divided by 31 and rounded');
  });

  it('says so where its 8 letters cannot hold a scale', () => {
    const { remarks } = filesOf(edfFiles(spanOf([waveOf({ scalePerLsb: 1 / 3 }, (k) => k % 100, 1000)], 1000), 'r'));
    expect(remarks).toEqual([expect.stringContaining('exact: digital x 0.3333333333333333 + 0 mV')]);
  });

  it.skipIf(!hasBiosig)('is read by BioSig value by value, with its alarms', () => {
    const notes = [{ fromMs: FROM_MS + 3000, untilMs: FROM_MS + 4000, text: '!!! Kammerflimmern, möglich' }];
    const waves = [
      waveOf({}, (k) => Math.round(300 * Math.sin(k / 9)), 10_000),
      waveOf({ rateHz: 62.5, label: 'Resp', unit: '', scalePerLsb: 1, code: null }, (k) => (k * 7) % 900, 10_000),
    ];
    writeFileSync(join(folder, 'b.edf'), filesOf(edfFiles(spanOf(waves, 10_000, { notes }), 'b')).files.get('b.edf')!);
    const [read] = readWithBiosig([join(folder, 'b.edf')]);
    for (const [k, wave] of waves.entries()) {
      const values = [...heldOf(wave).values()];
      const times = 250 / wave.channel.rateHz;
      // Where it begins depends on the frames; each value stands there as often as its rate is lower.
      const missing = k === 0 ? -2048 * 0.005 : -2048;
      const found = read!.rows.filter((_, row) => row % times === 0).map((row) => row[k] as number);
      const real = found.filter((value) => Math.abs(value - missing) > 1e-6);
      expect(real.map((value) => Math.round(value / wave.channel.scalePerLsb))).toEqual(values);
    }
    expect(read!.head).toContain('!!! Kammerflimmern, möglich');
  });
});
