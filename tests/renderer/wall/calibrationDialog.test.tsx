import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { openTheme } from '#renderer/theme/theme.ts';
import { CalibrationDialog } from '#renderer/wall/CalibrationDialog.view.tsx';
import { Glass } from '#renderer/waveforms/glass.ts';

/** A display of 24 inches that tells its size. */
const said = { widthMm: 527, heightMm: 296, widthPx: 1920, heightPx: 1080, name: 'DELL P2419H' };

describe('the size of the display', () => {
  let host: HTMLElement;
  let root: Root;
  let glass: Glass;
  let closeTheme: () => void;
  let isClosed = false;
  const kept = new Map<string, string>();
  const display = { width: 1920, height: 1080, left: 0, top: 0 };

  beforeEach(async () => {
    await page.viewport(1366, 768);
    kept.clear();
    isClosed = false;
    Object.assign(display, { width: 1920, height: 1080, left: 0, top: 0 });
    closeTheme = openTheme(document.documentElement, () => sessionStorage);
    glass = new Glass(
      { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) },
      { pixelRatio: () => 1, screen: () => display },
    );
    host = document.createElement('div');
    document.body.append(host);
    root = createRoot(host);
    root.render(
      <CalibrationDialog
        glass={glass}
        onClose={() => {
          isClosed = true;
        }}
      />,
    );
    await expect.element(page.getByRole('dialog')).toBeVisible();
  });
  afterEach(() => {
    root.unmount();
    host.remove();
    glass.dispose();
    closeTheme();
  });

  const text = () => host.textContent ?? '';
  const card = () => host.querySelector<HTMLElement>('.calibration-card') as HTMLElement;
  const slider = () => page.getByRole('slider', { name: 'Long side of the card' });

  it('nobody knows at first, and that is said', () => {
    expect(text()).toContain('Now it is uncalibrated');
    expect(text()).toContain('The system does not know how large this display is.');
    expect(glass.view.value.calibration).toBeNull();
  });

  it('a display that tells its size is believed until somebody measures', async () => {
    glass.setSizes([said]);
    await expect.poll(text).toContain('This display (DELL P2419H) says it is 527 × 296 mm.In use');
    expect(glass.view.value.pxPerMm).toBeCloseTo(3.645, 2);
    await page.getByRole('button', { name: 'Save for this display' }).click();
    await expect.poll(text).toContain('Now it is measured with a card');
    await page.getByRole('button', { name: 'Use it' }).click();
    await expect.poll(text).toContain('Now it is as the display says');
  });

  it('a size that does not fit the resolution is told, and not used', async () => {
    glass.setSizes([{ ...said, heightMm: 527 }]);
    await expect.poll(text).toContain('527 × 527 mm, which does not fit its resolution');
    expect(glass.view.value.calibration).toBeNull();
  });

  it('the outline has the proportions of a card, and the arrow keys change it, finer with Shift', async () => {
    const { width, height } = card().getBoundingClientRect();
    expect(width / height).toBeCloseTo(85.6 / 53.98, 1);
    slider().element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => card().getBoundingClientRect().width).toBe(width + 5);
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    await expect.poll(() => card().getBoundingClientRect().width).toBe(width + 4);
    expect(slider().element().getAttribute('aria-valuetext')).toMatch(/px\/mm: this display would be \d+\.\d cm wide$/);
  });

  it('what is saved makes a card of 85.6 mm as wide as the outline, and is kept for this display only', async () => {
    slider().element().focus();
    for (let n = 0; n < 4; n++) await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => card().getBoundingClientRect().width).toBe(304);
    await page.getByRole('button', { name: 'Save for this display' }).click();
    expect(glass.view.value.pxPerMm * 85.6).toBeCloseTo(304, 6);
    expect(glass.view.value.calibration?.source).toBe('measured');
    // The window is moved to the display at the right, and back.
    display.left = 1920;
    glass.check();
    await expect.poll(text).toContain('Now it is uncalibrated');
    display.left = 0;
    glass.check();
    await expect.poll(text).toContain('Now it is measured with a card');
    await page.getByRole('button', { name: 'Forget what was measured' }).click();
    await expect.poll(text).toContain('Now it is uncalibrated');
  });

  it('the ruler is 10 cm at the size of the card that is drawn', () => {
    const lines = [...host.querySelectorAll('.calibration-ruler line')];
    const length = Number(lines.at(-1)?.getAttribute('x2')) - Number(lines[0]?.getAttribute('x1'));
    expect(length / card().getBoundingClientRect().width).toBeCloseTo(100 / 85.6, 3);
  });

  it('Escape closes it', async () => {
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => isClosed).toBe(true);
  });
});
