import { expect } from '@playwright/test';
import { lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import { physicalValue } from '#domain/signals/channel.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import type { BedSource } from '#fixtures/source.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { chosenWaves } from '#tests/bench/chosenWaves.ts';
import { journey } from '#tests/support/journey.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { bestFit, longestRun, tracesOnGlass } from '#tests/support/traceOnGlass.ts';

/** 25 mm/s at 96 CSS pixels an inch. */
const COLUMNS_PER_SECOND = (25 * 96) / 25.4;
const PIXELS_PER_MM = 96 / 25.4;
/** What is left of a perfect fit by reading the middle of the ink to a part of a pixel. */
const STEPS_RMS_PX = 0.35;
/** More than the ward can be old when the glass is read, on a slow machine. */
const SECONDS = 60;

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
  async ({ page, open }) => {
    const hospital = await open(load());
    await page.goto(hospital.url);
    await expect(page.getByRole('gridcell')).toHaveCount(16);
    await page.waitForTimeout(12_000);
    const gains = await page
      .locator('.bed-waves-plot')
      .evaluateAll((plots) => plots.flatMap((plot) => /[\d.]+(?= mm\/mV)/.exec(plot.ariaLabel ?? '') ?? []));
    expect(gains).toHaveLength(16);
    // All is read off the glass before it is compared: the ward lives in this process, and comparing takes seconds.
    const parameters = ['ecg', 'spo2', 'resp'] as const;
    const glass = await Promise.all(
      parameters.map((name) => tracesOnGlass(page, parameterColours('dark', 'habit')[name])),
    );
    for (const [at, parameter] of parameters.entries()) {
      const patients = load();
      for (const [n, trace] of (glass[at] ?? []).entries()) {
        const source = patients[n] as BedSource;
        const run = longestRun(trace);
        const name = `${source.displayName} ${parameter}`;
        expect(run.length, `${name}: columns drawn without a break`).toBeGreaterThan(100);
        const { values, rateHz } = recorded(source, parameter);
        const fit = bestFit(run, values, rateHz, COLUMNS_PER_SECOND);
        expect(fit.rmsPixels, `${name}: distance from the recording, px rms`).toBeLessThan(1.2);
        // Where the trace hardly moves (between two breaths), the pixels' own steps are all the correlation there is.
        if (fit.rmsPixels > STEPS_RMS_PX) {
          expect(fit.correlation, `${name}: correlation with the recording`).toBeGreaterThan(0.99);
        }
        if (parameter === 'ecg') {
          const stated = Number.parseFloat(gains[n] as string) * PIXELS_PER_MM;
          expect(fit.pixelsPerUnit / stated, `${name}: gain on the glass over the gain stated`).toBeCloseTo(1, 1);
        }
      }
    }
  },
);
