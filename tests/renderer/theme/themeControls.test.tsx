import { createRoot } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ThemeControls } from '#renderer/theme/ThemeControls.view.tsx';
import { chooseTheme, theme } from '#renderer/theme/theme.ts';

afterEach(() => chooseTheme({ name: 'dark', colours: 'habit' }));

test('theme and colours are chosen apart, take effect at once, and show which ones they are', async () => {
  const host = document.createElement('div');
  document.body.append(host);
  const root = createRoot(host);
  root.render(<ThemeControls />);
  await page.getByRole('radio', { name: /^Night/ }).click();
  expect(theme.value).toMatchObject({ name: 'night', colours: 'habit' });
  await page.getByRole('radio', { name: /^No alarm colour/ }).click();
  expect(theme.value).toMatchObject({ name: 'night', colours: 'alternative' });
  const checked = [...host.querySelectorAll<HTMLInputElement>('input:checked')].map(
    ({ parentElement }) => parentElement?.textContent,
  );
  expect(checked).toEqual([expect.stringContaining('Night'), expect.stringContaining('No alarm colour')]);
  root.unmount();
  host.remove();
});
