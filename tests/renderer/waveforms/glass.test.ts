import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DisplaySize } from '#domain/display/displays.ts';
import { Glass } from '#renderer/waveforms/glass.ts';

/** A full-HD screen of 24 inches. */
const fullHd: DisplaySize = { widthMm: 531, heightMm: 299, widthPx: 1920, heightPx: 1080, name: 'Ward' };

let kept: Map<string, string>;
const storage = {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, text: string) => void kept.set(name, text),
};
/** The display the window stands on. */
const at = { ratio: 1, width: 1920, height: 1080, left: 0, top: 0 };
const reader = { pixelRatio: () => at.ratio, screen: () => at };
const opened: Glass[] = [];
const open = () => {
  const glass = new Glass(storage, reader);
  opened.push(glass);
  return glass;
};

beforeEach(() => {
  kept = new Map();
  Object.assign(at, { ratio: 1, width: 1920, height: 1080, left: 0, top: 0 });
});
afterEach(() => {
  for (const glass of opened.splice(0)) glass.dispose();
});

describe('a millimetre on the glass', () => {
  test('is what the browser takes for one, and says that nobody has measured it', () => {
    at.ratio = 2;
    expect(open().view.value).toMatchObject({ calibration: null, pxPerMm: (2 * 96) / 25.4 });
  });

  test('is what the system knows of the screen', () => {
    const glass = open();
    glass.setSizes([fullHd]);
    expect(glass.view.value.calibration?.source).toBe('system');
    expect(glass.view.value.pxPerMm).toBeCloseTo(1920 / 531, 2);
  });

  test('is what was measured with a card, even where the system says otherwise', () => {
    const glass = open();
    glass.setSizes([fullHd]);
    glass.measure({ pxPerMm: 4, source: 'measured' });
    expect(glass.view.value).toMatchObject({ pxPerMm: 4, calibration: { source: 'measured' } });
    glass.measure(null);
    expect(glass.view.value.calibration?.source).toBe('system');
  });

  test('is known again when the window opens anew, and on each display by itself', () => {
    open().measure({ pxPerMm: 4, source: 'measured' });
    const glass = open();
    expect(glass.view.value.pxPerMm).toBe(4);
    at.left = 1920; // moved to the display beside it
    glass.check();
    expect(glass.view.value.calibration).toBeNull();
    glass.measure({ pxPerMm: 6, source: 'measured' });
    at.left = 0;
    glass.check();
    expect(glass.view.value.pxPerMm).toBe(4);
  });

  test('stays while the page is zoomed: a zoom makes no display larger', () => {
    const glass = open();
    glass.measure({ pxPerMm: 4, source: 'measured' });
    at.ratio = 1.25;
    glass.check();
    expect(glass.view.value).toMatchObject({ pixelRatio: 1.25, pxPerMm: 4 });
  });

  test.each([
    '{',
    'null',
    '{"version":2,"displays":{}}',
    '{"version":1,"displays":{"a":{"pxPerMm":-1,"source":"measured"}}}',
  ])('what was kept and cannot be true is refused and counted: %s', (text) => {
    kept.set('vigil.displays', text);
    const glass = open();
    expect([glass.view.value.calibration, glass.counts.refused]).toEqual([null, 1]);
  });
});

test('a display that stands upright is known, and looked at again it is the same', () => {
  Object.assign(at, { width: 1080, height: 1920 });
  const glass = open();
  glass.setSizes([fullHd]);
  let told = 0;
  glass.view.subscribe(() => told++);
  glass.check();
  expect([glass.view.value.system?.widthMm, told]).toEqual([299, 1]);
});

test('only a change is told', () => {
  const glass = open();
  let told = 0;
  glass.view.subscribe(() => told++);
  glass.check();
  glass.setSizes([]);
  expect(told).toBe(1);
  at.ratio = 2;
  glass.check();
  expect(told).toBe(2);
});
