import type { BrowserContext, Page } from '@playwright/test';

declare global {
  /** Set by {@link countPulses}: pulses of sound that the page has begun. */
  var startedPulses: number | undefined;
}

/** Counts the pulses of sound in every page that this context opens from now on. */
export const countPulses = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    globalThis.startedPulses = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (when?: number) {
      globalThis.startedPulses = (globalThis.startedPulses ?? 0) + 1;
      start.call(this, when);
    };
  });

/** How many pulses a page has begun; a high alarm's burst has ten. */
export const pulses = (page: Page): Promise<number> =>
  page.evaluate(() => {
    if (globalThis.startedPulses === undefined) throw new Error('nobody counts the pulses of this page');
    return globalThis.startedPulses;
  });
