import type {} from '@vitest/browser-playwright';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';

beforeAll(async () => {
  await cdp().send('Emulation.setDeviceMetricsOverride', {
    width: 0,
    height: 0,
    deviceScaleFactor: 1.25,
    mobile: false,
  });
  await vi.waitFor(() => expect(devicePixelRatio).toBe(1.25));
});
afterAll(async () => {
  await cdp().send('Emulation.clearDeviceMetricsOverride');
});

test('at a fractional pixel ratio the waves end where the picture behind them ends, whatever the width', async () => {
  // Loaded here, since uPlot reads the ratio when it is loaded.
  const { BedPlot } = await import('#renderer/waveforms/bedPlot.view.ts');
  const host = document.body.appendChild(document.createElement('div'));
  const sticksOut: number[] = [];
  for (let width = 390; width < 410; width++) {
    const plot = await new Promise<InstanceType<typeof BedPlot>>((resolve) => {
      const made = new BedPlot(host, width, 300, {
        lanes: [],
        isLarge: true,
        ground: '#000',
        onDrawn: () => resolve(made),
        onCursor: () => {},
      });
    });
    const { picture, waves } = plot.background as NonNullable<typeof plot.background>;
    expect(picture.width).toBe(Math.round(width * 1.25));
    expect(waves.width).toBeGreaterThan((width - 46) * 1.25 - 2);
    if (waves.left + waves.width > picture.width) sticksOut.push(width);
    plot.destroy();
  }
  expect(sticksOut).toEqual([]);
  host.remove();
});
