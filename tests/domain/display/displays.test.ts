import { describe, expect, test } from 'vitest';
import { type DisplaySize, matchDisplay } from '#domain/display/displays.ts';

const desk: DisplaySize = { widthMm: 531, heightMm: 299, widthPx: 1920, heightPx: 1080, name: 'DESK' };
const wall: DisplaySize = { widthMm: 1428, heightMm: 803, widthPx: 3840, heightPx: 2160, name: 'WALL' };
const tv: DisplaySize = { widthMm: 1210, heightMm: 680, widthPx: 1920, heightPx: 1080, name: 'TV' };

describe('the screen that a window stands on', () => {
  test('is the one of its resolution', () => {
    expect(matchDisplay([desk, wall], { widthPx: 3840, heightPx: 2160 })).toBe(wall);
  });

  test('may be a pixel off, as a window counts in rounded CSS pixels', () => {
    expect(matchDisplay([desk, wall], { widthPx: 1921, heightPx: 1080 })).toBe(desk);
  });

  test('is not known when none fits', () => {
    expect(matchDisplay([desk, wall], { widthPx: 2560, heightPx: 1440 })).toBeNull();
    expect(matchDisplay([], { widthPx: 1920, heightPx: 1080 })).toBeNull();
  });

  test('is not known when two fit that are not of one size', () => {
    expect(matchDisplay([desk, tv], { widthPx: 1920, heightPx: 1080 })).toBeNull();
  });

  test('is known when two fit that are of one size', () => {
    const second = { ...desk, widthMm: 532, name: 'DESK 2' };
    expect(matchDisplay([desk, second], { widthPx: 1920, heightPx: 1080 })).toBe(desk);
  });

  test('may be turned', () => {
    expect(matchDisplay([desk], { widthPx: 1080, heightPx: 1920 })).toEqual({
      ...{ widthMm: 299, heightMm: 531, widthPx: 1080, heightPx: 1920 },
      name: 'DESK',
    });
  });
});
