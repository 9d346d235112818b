import { expect } from '@playwright/test';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { journey } from '#tests/support/journey.ts';

journey(
  'the headers of the page let it sound, elect one window and talk to the others',
  async ({ page, open, problems }) => {
    const { url } = await open(scenario('calm', 1, 1));
    await page.goto(url);
    await expect(page.getByRole('gridcell', { name: /Bed 3E-01.*link live/i })).toBeVisible();
    // What a browser waits for that was not told to do without it.
    await page.mouse.click(5, 5);
    const found = await page.evaluate(async () => {
      const context = new AudioContext();
      await context.resume();
      const sound = context.createOscillator();
      sound.connect(context.destination);
      sound.start();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const told = new Promise((resolve) => {
        new BroadcastChannel('journey').addEventListener('message', ({ data }) => resolve(data));
      });
      new BroadcastChannel('journey').postMessage('heard');
      return {
        state: context.state,
        timeMoves: context.currentTime > 0.1,
        lock: await navigator.locks.request('journey', () => 'granted'),
        channel: await told,
      };
    });
    expect(found).toEqual({ state: 'running', timeMoves: true, lock: 'granted', channel: 'heard' });
    expect(problems).toEqual([]);
  },
);
