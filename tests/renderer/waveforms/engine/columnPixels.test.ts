import { describe, expect, test } from 'vitest';
import { columnsOf, laySpan, pixelOf } from '#renderer/waveforms/engine/columnPixels.ts';

const WHITE = pixelOf('#ffffff');
const BLACK = pixelOf('#000000');

describe('a colour as a pixel', () => {
  test('is read by the browser as the same colour', () => {
    const image = new ImageData(1, 1);
    new Uint32Array(image.data.buffer)[0] = pixelOf('#12aBf0');
    expect([...image.data]).toEqual([0x12, 0xab, 0xf0, 255]);
  });

  test.each(['#fff', 'white', 'rgb(1 2 3)', '#12345678', ''])(
    'is refused when it is written otherwise: "%s"',
    (text) => {
      expect(() => pixelOf(text)).toThrow('#rrggbb');
    },
  );
});

describe('a span on a column', () => {
  /** How white each of six black pixels is afterwards, of 255. */
  const laid = (from: number, until: number): number[] => {
    const column = new Uint32Array(6).fill(BLACK);
    laySpan(column, from, until, WHITE);
    expect([...column].every((pixel) => pixel >>> 24 === 255)).toBe(true);
    return [...column].map((pixel) => (pixel >> 8) & 0xff);
  };

  test.each([
    ['from pixel to pixel it is crisp', 1, 4, [0, 255, 255, 255, 0, 0]],
    ['its ends cover the parts of pixels that they reach into', 1.25, 3.5, [0, 191, 255, 128, 0, 0]],
    ['between two pixels it is shared', 1.5, 2.5, [0, 128, 128, 0, 0, 0]],
    ['within one pixel it is as strong as it is high', 2.25, 2.75, [0, 0, 128, 0, 0, 0]],
    ['a quarter of a pixel at the top counts too', 0.75, 2, [64, 255, 0, 0, 0, 0]],
    ['a span of no height shows nothing', 3, 3, [0, 0, 0, 0, 0, 0]],
    ['it may fill the column', 0, 6, [255, 255, 255, 255, 255, 255]],
    ['what lies beyond the column is cut off', -1, 7, [255, 255, 255, 255, 255, 255]],
  ] as const)('%s', (_, from, until, whites) => {
    expect(laid(from, until)).toEqual(whites);
  });

  test('as much ink lies on the column wherever it stands', () => {
    for (let at = 1; at < 3; at += 0.01) {
      const ink = laid(at, at + 1.5).reduce((sum, white) => sum + white, 0);
      expect(Math.abs(ink - 1.5 * 255)).toBeLessThanOrEqual(2);
    }
  });

  test('mixes each of the three colours with what stands there', () => {
    const column = new Uint32Array([pixelOf('#ff0080'), pixelOf('#ff0080')]);
    laySpan(column, 0.5, 2, pixelOf('#00ff40'));
    expect([...column]).toEqual([pixelOf('#808060'), pixelOf('#00ff40')]);
  });

  test('is laid by the browser within a shade of it', () => {
    const canvas = new OffscreenCanvas(1, 6);
    const context = canvas.getContext('2d', {
      alpha: false,
      willReadFrequently: true,
    }) as OffscreenCanvasRenderingContext2D;
    for (let at = 0.1; at < 4; at += 0.13) {
      context.fillStyle = '#05080b';
      context.fillRect(0, 0, 1, 6);
      context.fillStyle = '#4be37d';
      context.fillRect(0, at, 1, 1.5);
      const { data } = context.getImageData(0, 0, 1, 6);
      const column = new Uint32Array(6).fill(pixelOf('#05080b'));
      laySpan(column, at, at + 1.5, pixelOf('#4be37d'));
      const ours = new Uint8ClampedArray(column.buffer);
      const furthest = Math.max(...ours.map((value, c) => Math.abs(value - (data[c] as number))));
      expect([at, furthest <= 3]).toEqual([at, true]);
    }
  });
});

test('a picture is taken apart into columns, each from its top', () => {
  const picture = new ImageData(4, 3);
  new Uint32Array(picture.data.buffer).set(Array.from({ length: 12 }, (_, at) => at));
  expect([...columnsOf(picture, { left: 1, top: 1, width: 2, height: 2 })]).toEqual([5, 9, 6, 10]);
});
