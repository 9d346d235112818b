import type { CDPSession, Page } from 'playwright';
import { percentiles } from './percentiles.ts';

declare global {
  /** Set by clickProbe.js in the measured page. */
  var benchClicks: number[];
}

const EVERY_MS = 500;

/** A thing to click: an element of this selector whose name begins so. */
interface Target {
  readonly does: string;
  readonly selector: string;
  readonly name: string;
}

/** Round and round: a bed is opened large and closed, and so on. Each leaves the wall as it was. */
const round: readonly Target[] = [
  { does: 'open a bed', selector: '[role=gridcell]', name: '' },
  { does: 'close it', selector: '.large-bed button', name: 'Close' },
  { does: 'open About', selector: '.status-bar button', name: 'About' },
  { does: 'close it again', selector: 'dialog button', name: 'Close' },
];

/**
 * Clicks as a hand does, through the browser's input, twice a second for as long as told.
 *
 * @throws Error when something to click is not there
 */
export async function clickAround(page: Page, devtools: CDPSession, forMs: number): Promise<void> {
  const untilMs = performance.now() + forMs;
  for (let n = 0; ; n++) {
    const isWhole = n % round.length === 0;
    const leftMs = untilMs - performance.now();
    if (isWhole && leftMs < round.length * EVERY_MS) {
      await page.waitForTimeout(Math.max(0, leftMs));
      return;
    }
    const target = round[n % round.length] as Target;
    const at = await page.evaluate(middleOf, { ...target, nth: Math.floor(n / round.length) });
    if (at === null) throw new Error(`clicks: nothing like ${target.selector} "${target.name}" is on screen`);
    const button = { ...at, button: 'left', clickCount: 1 } as const;
    await devtools.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...button });
    await devtools.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...button });
    await page.waitForTimeout(EVERY_MS);
  }
}

/** The slowest of each kind of click, in ms; `clickMs` are those of whole rounds, in order. */
export function slowestClicks(clickMs: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    round.map(({ does }, kind) => [does, percentiles(clickMs.filter((_, n) => n % round.length === kind)).max]),
  );
}

/** Runs in the page: the middle of the nth such element (counted round) in CSS pixels; null: there is none. */
function middleOf({
  selector,
  name,
  nth,
}: Pick<Target, 'selector' | 'name'> & { nth: number }): { x: number; y: number } | null {
  const found = [...document.querySelectorAll(selector)].filter((element) =>
    (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().startsWith(name),
  );
  const box = found[nth % found.length]?.getBoundingClientRect();
  return box === undefined ? null : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}
