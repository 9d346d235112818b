import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { eraseAnswer, erased, station } from '#tests/renderer/support/wallOnScreen.tsx';

afterEach(() => {
  vi.restoreAllMocks();
});

it('the history is erased only by somebody who says who they are and why, and it says what became of it', async () => {
  station.hello();
  await page.getByRole('button', { name: 'About' }).click();
  await page.getByRole('button', { name: 'Erase the history…' }).click();
  const now = page.getByRole('button', { name: 'Erase for good' });
  await expect.element(now).toBeDisabled();
  await page.getByLabelText('Why').fill('the machine is given away');
  await expect.element(now).toBeDisabled();
  await page.getByLabelText('Your name').fill('Dr Haas');
  eraseAnswer.reason = 'the key file is read-only';
  await now.click();
  await expect.element(page.getByRole('alert').filter({ hasText: 'read-only' })).toBeVisible();
  await expect.element(now).toBeDisabled();
  eraseAnswer.reason = '';
  await page.getByLabelText('Why').fill('once more');
  await now.click();
  await expect.element(page.getByText('The history is erased and begins anew.')).toBeVisible();
  expect(erased).toEqual([
    ['Dr Haas', 'the machine is given away'],
    ['Dr Haas', 'once more'],
  ]);
});

it('who opens About and presses Enter has pressed nothing: least of all what erases the history', async () => {
  station.hello();
  await page.getByRole('button', { name: 'About' }).click();
  await expect.element(page.getByRole('button', { name: 'Erase the history…' })).toBeVisible();
  expect(document.activeElement?.tagName).toBe('DIALOG');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: 'Erase the history…' })).toBeVisible();
});

it.each([
  [false, 'a browser that has not promised to keep the history is told to be one'],
  [true, 'of one that has, nothing is said'],
] as const)('persistent storage is %s: %s', async (isPersisted, _what) => {
  vi.spyOn(navigator.storage, 'persisted').mockResolvedValue(isPersisted);
  station.hello();
  await page.getByRole('button', { name: 'About' }).click();
  await expect.element(page.getByRole('button', { name: 'Erase the history…' })).toBeVisible();
  const warning = page.getByText('has not promised to keep it');
  if (isPersisted) await expect.element(warning).not.toBeInTheDocument();
  else await expect.element(warning).toBeVisible();
});
