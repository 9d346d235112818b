import { describe, expect, it } from 'vitest';
import { layStrip } from '#domain/export/strip/layStrip.ts';
import { pdf } from '#domain/export/strip/pdf.ts';
import { withResolution } from '#domain/export/strip/pngResolution.ts';
import { drawPdf, type GreyPage, hasPoppler, readPdf } from '#tests/support/poppler.ts';
import { FROM_MS, waveOf } from '../spans.ts';
import { clock, named, stripOf } from './strips.ts';

const DPI = 600;
const MM = 25.4 / DPI;

/** Half a second up, half a second down, 1 mV apart. */
const square = named(
  'II',
  waveOf({ originMs: FROM_MS }, (k) => (k % 250 < 125 ? 100 : -100), 10_000),
);

/** Where in a line of pixels black begins, in mm. */
function edgesIn(page: GreyPage, at: (k: number) => number, count: number): number[] {
  const edges: number[] = [];
  for (let k = 1; k < count; k++)
    if ((page.pixels[at(k)] as number) < 60 && (page.pixels[at(k - 1)] as number) >= 60) edges.push(k * MM);
  return edges;
}

describe.skipIf(!hasPoppler)('a strip on paper, as poppler prints it', () => {
  it('has 25 mm for a second and 10 mm for a millivolt', () => {
    const page = drawPdf(pdf(layStrip(stripOf([square]), clock), 'Strip'), DPI);
    expect(page.width * MM).toBeCloseTo(297, 1);
    expect(page.height * MM).toBeCloseTo(210, 1);
    // The lane lies 33 to 63 mm from the top; the trace swings 10 mm about its middle.
    const middle = Math.round(48 / MM) * page.width;
    const upright = edgesIn(page, (k) => middle + k, page.width).filter((mm) => mm > 23);
    const [first = 0] = upright;
    expect(upright.length).toBe(19);
    for (const [k, mm] of upright.entries()) expect(mm - first).toBeCloseTo(k * 12.5, 1);
    const column = (mm: number) =>
      edgesIn(page, (k) => k * page.width + Math.round(mm / MM), page.height).filter((y) => y > 35 && y < 62);
    const [up] = column(first - 6);
    const [down] = column(first + 6);
    expect((down as number) - (up as number)).toBeCloseTo(10, 1);
  });

  it('has a calibration pulse of 1 mV and 0.2 s, and a line of 50 mm to check the printer with', () => {
    const page = drawPdf(pdf(layStrip(stripOf([square]), clock), 'Strip'), DPI);
    const row = (mm: number) => edgesIn(page, (k) => Math.round(mm / MM) * page.width + k, page.width);
    const [up, down] = row(48).filter((mm) => mm < 20);
    expect((down as number) - (up as number)).toBeCloseTo(5, 1);
    const [left, right] = row(197).filter((mm) => mm > 200);
    expect((right as number) - (left as number)).toBeCloseTo(50, 1);
  });

  it('says whose it is, from when, how it was drawn, who printed it, and which page it is of how many', () => {
    const alarms = [{ fromMs: FROM_MS + 4000, untilMs: null, sign: '!!!', text: 'Ventricular tachycardia' }];
    const measures = [{ wave: 0, fromMs: FROM_MS + 1000, untilMs: FROM_MS + 1812, text: 'RR 812 ms, 74 /min' }];
    const long = named(
      'II',
      waveOf({ originMs: FROM_MS }, () => 0, 100_000, [[0.02, 0.06]]),
    );
    const strip = stripOf([long], { untilMs: FROM_MS + 100_000, alarms, measures });
    const { text, info } = readPdf(pdf(layStrip(strip, clock), 'Strip'));
    for (const said of [
      'Jörg Müller · ID P-17',
      '67 years, male · bed ICU 7 · Station A',
      '2026-11-26 UTC · 23:59:55 to 00:01:35',
      '25 mm/s · 10 mm/mV · ECG filter as sent',
      'Page 1 of 3 · printed by Dr Haas at 00:59:55, 2026-11-27 UTC',
      'Page 3 of 3',
      '!!! Ventricular tachycardia',
      'RR 812 ms, 74 /min',
      'a lead or a sensor was off',
    ])
      expect(text.replace(/\s+/g, ' ')).toContain(said.replace(/\s+/g, ' '));
    expect(info).toMatch(/Pages:\s+3/);
    expect(info).toMatch(/Page\s+size:\s+841.89 x 595.276 pts \(A4\)/);
    expect(info).not.toContain('Müller');
  });

  it('is as large on Letter', () => {
    const { info } = readPdf(pdf(layStrip(stripOf([square], { paper: 'letter' }), clock), 'Strip'));
    expect(info).toMatch(/Page\s+size:\s+792 x 612 pts \(letter\)/);
  });

  it('says so where a name has letters that the typeface has not', () => {
    const patient = { patientId: 'P-18', displayName: 'Łukasz Żółć', ageYears: null, sex: 'unknown' } as const;
    const { text } = readPdf(pdf(layStrip(stripOf([square], { patient }), clock), 'Strip'));
    expect(text).toContain('Lukasz Zólc');
    expect(text).toContain('are written without their marks');
    expect(readPdf(pdf(layStrip(stripOf([square]), clock), 'Strip')).text).not.toContain('without their marks');
  });
});

describe('a strip', () => {
  it('draws no line over a gap, and hatches it', () => {
    const gapped = named(
      'II',
      waveOf({ originMs: FROM_MS }, () => 50, 10_000, [[0.4, 0.6]]),
    );
    const [sheet] = layStrip(stripOf([gapped]), clock);
    const traces = sheet!.marks.filter((mark) => mark.kind === 'path' && mark.widthMm === 0.25);
    expect(traces.length).toBe(2);
    const [before, after] = traces.map((mark) => (mark.kind === 'path' ? mark.points : []));
    // The gap is 100 to 150 mm behind the beginning of the row.
    expect(before!.at(-2)).toBeCloseTo(22 + 100 - 0.1, 6);
    expect(after![0]).toBeCloseTo(22 + 150, 6);
    expect(sheet!.marks.some((mark) => mark.kind === 'lines' && mark.ink === 'gap')).toBe(true);
  });

  it('shows all samples of all rows, each once', () => {
    const wave = named(
      'II',
      waveOf({ originMs: FROM_MS }, (k) => k % 200, 65_000),
    );
    const sheets = layStrip(stripOf([wave], { untilMs: FROM_MS + 65_000 }), clock);
    const drawn = sheets
      .flatMap(({ marks }) => marks)
      .reduce((sum, mark) => sum + (mark.kind === 'path' && mark.widthMm === 0.25 ? mark.points.length / 2 : 0), 0);
    expect(drawn).toBe(65 * 250);
  });
});

describe('a picture', () => {
  it('says how large it is, in pixels a metre', () => {
    const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, ...new Array(60).fill(1)]);
    const bytes = withResolution(png, 300 / 25.4);
    expect(String.fromCharCode(...bytes.subarray(37, 41))).toBe('pHYs');
    expect(new DataView(bytes.buffer).getUint32(41)).toBe(11811);
    expect([...bytes.subarray(54)]).toEqual([...png.subarray(33)]);
    expect(() => withResolution(new Uint8Array(100), 1)).toThrow('no PNG');
  });
});
