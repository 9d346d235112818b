import { describe, expect, it } from 'vitest';
import type { FaceBlock, Ink } from '#renderer/waveforms/engine/face.ts';
import { Faces } from '#renderer/waveforms/engine/faces.ts';

const GROUND = '#010203';
const RED = '#ff0000';
const DARK_RED = '#800000';
const BLUE = '#0000ff';

function canvas() {
  const context = new OffscreenCanvas(200, 100).getContext('2d', { alpha: false });
  if (context === null) throw new Error('no 2d context');
  context.fillStyle = GROUND;
  context.fillRect(0, 0, 200, 100);
  const faces = new Faces(context);
  const at = (left: number, top: number) => {
    const [red = 0, green = 0, blue = 0] = context.getImageData(left, top, 1, 1).data;
    return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  };
  return { faces, at, paint: (nowMs = 0, all = false) => faces.paint(all, GROUND, nowMs) };
}

const place = (left: number, faceKey = 'a') => ({ faceKey, box: { left, top: 10, width: 80, height: 60 } });
const block = (ground: Ink, left = 0, parts: FaceBlock['parts'] = []): FaceBlock => ({
  box: { left, top: 0, width: 20, height: 20 },
  ground,
  parts,
});

describe('what stands in a tile around its waves', () => {
  it('is painted in the place of its tile, and nothing of it beyond its own block', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([place(50)], true);
    const long = {
      kind: 'text',
      text: '████████',
      left: 4,
      baseline: 16,
      font: '16px sans-serif',
      colour: BLUE,
    } as const;
    faces.change({ faceKey: 'a', blocks: { header: block(RED, 0, [long]) } });
    paint();
    expect([at(50, 10), at(69, 29)]).not.toContain(GROUND);
    expect([at(49, 20), at(70, 20), at(60, 9), at(60, 30)]).toEqual([GROUND, GROUND, GROUND, GROUND]);
  });

  it('is the same after any changes as painted anew', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([place(0)], true);
    faces.change({ faceKey: 'a', blocks: { header: block(RED), number: block(BLUE, 30) } });
    paint();
    faces.change({ faceKey: 'a', blocks: { header: null, number: block(RED, 30) } });
    paint();
    expect([at(5, 15), at(35, 15)]).toEqual([GROUND, RED]);
  });

  it('that takes the place of what is gone is not wiped away with it', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([place(0)], true);
    faces.change({ faceKey: 'a', blocks: { 'HR 0': block(RED) } });
    paint();
    faces.change({ faceKey: 'a', blocks: { 'PR 0': block(BLUE), 'HR 0': null } });
    paint();
    expect(at(5, 15)).toBe(BLUE);
  });

  it('of a tile that is not on the canvas is painted when it comes back', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([], true);
    faces.change({ faceKey: 'a', blocks: { header: block(RED) } });
    paint();
    expect(at(5, 15)).toBe(GROUND);
    faces.layOut([place(100)], false);
    paint();
    expect(at(105, 15)).toBe(RED);
  });

  it('of a ward of 256 beds that changes in one moment is painted over some frames, and all of it in the end', () => {
    const { faces, at, paint } = canvas();
    const keys = Array.from({ length: 256 }, (_, n) => `bed ${n}`);
    faces.layOut(
      keys.map((faceKey, n) => ({ faceKey, box: { left: n % 128, top: 0, width: 1, height: 50 } })),
      true,
    );
    const dot = (colour: Ink): FaceBlock => ({ ...block(colour), box: { left: 0, top: 0, width: 1, height: 1 } });
    for (const faceKey of keys) faces.change({ faceKey, blocks: { number: dot(RED) } });
    paint();
    const painted = () => Array.from({ length: 128 }, (_, n) => at(n, 0)).filter((colour) => colour === RED).length;
    expect(painted()).toBeGreaterThan(0);
    expect(painted()).toBeLessThan(128);
    for (let frame = 0; frame < 5; frame++) paint();
    expect(painted()).toBe(128);
  });

  it('is painted whole at once with a new layout', () => {
    const { faces, at, paint } = canvas();
    const keys = Array.from({ length: 128 }, (_, n) => `bed ${n}`);
    faces.layOut(
      keys.map((faceKey, n) => ({ faceKey, box: { left: n, top: 0, width: 1, height: 50 } })),
      true,
    );
    for (const faceKey of keys) faces.change({ faceKey, blocks: { number: block(RED) } });
    paint(0, true);
    expect(at(127, 5)).toBe(RED);
  });

  it('flashes in step with the wall clock: lit in the first half of each period, at rest in the second', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([place(0), place(100, 'b')], true);
    const beating = block({ lit: RED, rest: DARK_RED, periodMs: 500 });
    faces.change({ faceKey: 'a', blocks: { header: beating } });
    faces.change({ faceKey: 'b', blocks: { header: beating } });
    const seen = [0, 249, 250, 499, 500, 750].map((nowMs) => {
      paint(10_000 + nowMs);
      return [at(5, 15), at(105, 15)];
    });
    expect(seen).toEqual([RED, RED, DARK_RED, DARK_RED, RED, DARK_RED].map((colour) => [colour, colour]));
  });

  it('of a bed that has left is painted no more', () => {
    const { faces, at, paint } = canvas();
    faces.layOut([place(0)], true);
    faces.change({ faceKey: 'a', blocks: { header: block({ lit: RED, rest: DARK_RED, periodMs: 500 }) } });
    faces.change({ faceKey: 'a', blocks: null });
    paint();
    paint(250);
    expect(at(5, 15)).toBe(GROUND);
  });
});
