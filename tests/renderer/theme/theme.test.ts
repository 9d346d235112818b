import { afterEach, expect, test } from 'vitest';
import { palettes } from '#renderer/theme/palettes.ts';
import { chooseTheme, openTheme, theme } from '#renderer/theme/theme.ts';

afterEach(() => chooseTheme({ name: 'dark', colours: 'habit' }));

function storageWith(text: string | null) {
  const kept: Record<string, string> = text === null ? {} : { 'vigil.theme': text };
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
}

test('a window opens with the look that was chosen in it, and keeps every other choice', () => {
  const root = document.createElement('div');
  const storage = storageWith('night alternative');
  const close = openTheme(root, () => storage);
  expect(theme.value).toMatchObject({ name: 'night', colours: 'alternative', palette: palettes.night });
  expect(root.style.getPropertyValue('--surface-raised')).toBe(palettes.night.surfaceRaised);
  expect(root.style.getPropertyValue('--parameter-resp')).toBe(theme.value.parameters.resp);
  chooseTheme({ name: 'light' });
  expect(root.style.getPropertyValue('--ground')).toBe(palettes.light.ground);
  expect(root.style.colorScheme).toBe('light');
  expect(storage.kept['vigil.theme']).toBe('light alternative');
  close();
  chooseTheme({ name: 'dark' });
  expect(root.style.getPropertyValue('--ground')).toBe(palettes.light.ground);
});

test.each(['', 'pink habit', '{}', 'light'])('of what was kept as %j only what is known is taken', (text) => {
  const close = openTheme(document.createElement('div'), () => storageWith(text));
  expect(theme.value).toMatchObject({ name: text === 'light' ? 'light' : 'dark', colours: 'habit' });
  close();
});

test('a browser that forbids storage still gets a theme', () => {
  const root = document.createElement('div');
  const close = openTheme(root, () => {
    throw new DOMException('denied', 'SecurityError');
  });
  chooseTheme({ name: 'night' });
  expect(root.style.getPropertyValue('--ground')).toBe(palettes.night.ground);
  close();
});

test('who paints pixels is told once for each change, and not for a choice that changes nothing', () => {
  const told: string[] = [];
  const subscription = theme.subscribe(({ name }) => told.push(name));
  chooseTheme({ name: 'dark' });
  chooseTheme({ name: 'light' });
  subscription.unsubscribe();
  expect(told).toEqual(['dark', 'light']);
});
