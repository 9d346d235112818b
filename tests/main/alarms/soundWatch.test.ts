import { expect, test } from 'vitest';
import { SoundWatch } from '#main/alarms/soundWatch.ts';

test('a station without a window finds no fault with its sound, however long', () => {
  const watch = new SoundWatch(0);
  expect(watch.look(3_600_000)).toBe('nobody');
});

test('the first window has three seconds to begin', () => {
  const watch = new SoundWatch(0);
  watch.opened({}, 10_000);
  expect([watch.look(12_999), watch.look(13_000)]).toEqual(['fine', 'silent']);
});

test('another window does not begin those three seconds anew', () => {
  const watch = new SoundWatch(0);
  watch.opened({}, 10_000);
  watch.opened({}, 12_000);
  expect(watch.look(13_000)).toBe('silent');
});

test('a station is silent three seconds after the last word of the one that sounded, whatever others say', () => {
  const watch = new SoundWatch(0);
  watch.opened({}, 0);
  watch.heard('sounding', 5000);
  watch.heard('standby', 7000);
  watch.heard('cannot', 7500);
  expect([watch.look(7999), watch.look(8000)]).toEqual(['fine', 'silent']);
  watch.heard('sounding', 8100);
  expect(watch.look(8200)).toBe('fine');
});

test('a silence ends with the last window', () => {
  const watch = new SoundWatch(0);
  const window = {};
  watch.opened(window, 0);
  expect(watch.look(5000)).toBe('silent');
  watch.closed(window);
  expect(watch.look(5000)).toBe('nobody');
});
