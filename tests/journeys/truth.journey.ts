import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import { physicalValue } from '#domain/signals/channel.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import type { BedSource } from '#fixtures/source.ts';
import { palettes } from '#renderer/theme/palettes.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { eraseColumns } from '#renderer/waveforms/engine/sweep.ts';
import { laneWeight } from '#renderer/waveforms/laneTexts.ts';
import { chosenWaves } from '#tests/bench/chosenWaves.ts';
import { journey } from '#tests/support/journey.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { bestFit, type InkWanted, middlesOf, readGlass, stripPicture, unrolled } from '#tests/support/traceOnGlass.ts';

/** 25 mm/s at 96 CSS pixels an inch. */
const COLUMNS_PER_SECOND = (25 * 96) / 25.4;
const PIXELS_PER_MM = 96 / 25.4;
/** What is left of a perfect fit by reading the middle of the ink to a part of a pixel. */
const STEPS_RMS_PX = 0.35;
/** More than the ward can be old when the glass is read, on a slow machine. */
const SECONDS = 60;

/** From top to bottom, as a tile has them. */
const parameters = ['ecg', 'spo2', 'resp'] as const;

/** Where each trace stands on a tile, and its inks. */
function lanes(): Readonly<Record<(typeof parameters)[number], InkWanted>> {
  const colours = parameterColours('dark', 'habit');
  const whole = parameters.reduce((sum, parameter) => sum + laneWeight(parameter), 0);
  let above = 0;
  const lane = (parameter: (typeof parameters)[number]): InkWanted => {
    const from = above / whole;
    above += laneWeight(parameter);
    return { from, until: above / whole, colours: [colours[parameter], palettes.dark.traceSaturated] };
  };
  return { ecg: lane('ecg'), spo2: lane('spo2'), resp: lane('resp') };
}

/** The first seconds of one waveform of a recording, in physical units; gaps as NaN. */
function recorded(source: BedSource, parameter: Parameter): { values: Float64Array; rateHz: number } {
  const position = source.channels.findIndex(({ code }) => lookUpCode(code)?.parameter === parameter);
  const channel = source.channels[position];
  if (channel === undefined) throw new Error(`${source.displayName} has no ${parameter}`);
  const values = new Float64Array(SECONDS * channel.rateHz).fill(Number.NaN);
  for (const batch of source.read(SECONDS * 1000).waveforms) {
    if (batch.channel !== position) continue;
    for (const [k, raw] of batch.samples.entries()) values[batch.firstIndex + k] = physicalValue(channel, raw);
  }
  return { values, rateHz: channel.rateHz };
}

const recordings = recordingsDir();
const replay = recordings === null ? journey.skip : journey;
const load = () => loadRecordings(`${recordings}/bidmc`).sources.map((source) => chosenWaves(source, 3));

replay(
  `what stands on the glass is what was recorded, for 16 patients, ECG, pleth and respiration${
    recordings === null ? ' (skipped: no recordings; set VIGIL_RECORDINGS)' : ''
  }`,
  async ({ page, open }, testInfo) => {
    const hospital = await open(load());
    await page.goto(hospital.url);
    await expect(page.getByRole('gridcell')).toHaveCount(16);
    // Without the alarm list: the more of a trace there is, the more is compared.
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    await expect(page.getByRole('complementary', { name: 'Alarms' })).toHaveCount(0);
    await page.waitForTimeout(12_000);
    const gains = await page
      .locator('.bed-waves-plot')
      .evaluateAll((plots) => plots.flatMap((plot) => /[\d.]+(?= mm\/mV)/.exec(plot.ariaLabel ?? '') ?? []));
    expect(gains).toHaveLength(16);
    // All is read off the glass before it is compared: the ward lives in this process, and comparing takes seconds.
    const glass = await readGlass(page, lanes());
    expect(glass).toHaveLength(16);
    for (const parameter of parameters) {
      const patients = load();
      for (const [n, { inks }] of glass.entries()) {
        const source = patients[n] as BedSource;
        const name = `${source.displayName} ${parameter}`;
        const lane = inks[parameter];
        const run = unrolled(lane, eraseColumns(lane.columns.length, PIXELS_PER_MM));
        const middles = middlesOf(run, lane);
        const { values, rateHz } = recorded(source, parameter);
        const fit = bestFit(middles, values, rateHz, COLUMNS_PER_SECOND);
        // To look at, whether it is right or wrong.
        writeFileSync(
          testInfo.outputPath(`${source.displayName}-${parameter}.svg`),
          stripPicture(`${name}: rms ${fit.rmsPixels.toFixed(2)} px, r ${fit.correlation.toFixed(4)}`, run, lane, fit),
        );
        const compared = middles.filter((y) => !Number.isNaN(y)).length;
        expect.soft(compared, `${name}: columns drawn in one go`).toBeGreaterThan(100);
        expect.soft(fit.rmsPixels, `${name}: distance from the recording, px rms`).toBeLessThan(0.5);
        // Where the trace hardly moves (between two breaths), the pixels' own steps are all the correlation there is.
        if (fit.rmsPixels > STEPS_RMS_PX) {
          expect.soft(fit.correlation, `${name}: correlation with the recording`).toBeGreaterThan(0.99);
        }
        if (parameter === 'ecg') {
          const stated = Number.parseFloat(gains[n] as string) * PIXELS_PER_MM;
          expect.soft(fit.pixelsPerUnit / stated, `${name}: gain on the glass over the gain stated`).toBeCloseTo(1, 1);
        }
      }
    }
  },
);
