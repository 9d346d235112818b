import { describe, expect, test } from 'vitest';
import type { Parameter } from '#domain/codes/mdc.ts';
import { prioritySigns, signOutlines } from '#renderer/alarms/alarmSigns.ts';
import { palettes } from '#renderer/theme/palettes.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { colourSets, themeNames } from '#renderer/theme/theme.ts';
import { type Blindness, blindnesses, contrast, difference, light, seenWith } from './colourScience.ts';

/** What stands on one screen as a trace, lane beside lane. */
const traces: readonly Parameter[] = ['ecg', 'spo2', 'resp', 'abp', 'pap', 'cvp', 'co2'];

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((one, n) => all.slice(n + 1).map((other): [T, T] => [one, other]));
}

test.each(themeNames)(
  'every colour that waves are painted with is one that the painter reads, in theme %s',
  (theme) => {
    const { traceGap, traceOff, traceSaturated, traceMark, gridFine, gridSecond } = palettes[theme];
    const inks = [traceGap, traceOff, traceSaturated, traceMark, gridFine, gridSecond];
    const parameters = colourSets.flatMap((set) => Object.values(parameterColours(theme, set)));
    for (const colour of [...inks, ...parameters]) expect(colour).toMatch(/^#[0-9a-f]{6}$/i);
  },
);

test('the computations know black on white, and that red and green look alike to some', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  const [red, green] = [light('#d03030'), light('#4f8f30')];
  expect(difference(red, green)).toBeGreaterThan(0.25);
  expect(difference(seenWith('deuteranopia', red), seenWith('deuteranopia', green))).toBeLessThan(0.12);
});

test.each(blindnesses)('with %s white stays white, and nothing else is seen than light', (kind) => {
  for (const channel of seenWith(kind, light('#ffffff'))) expect(channel).toBeCloseTo(1, 4);
  expect(difference(seenWith('tritanopia', light('#ffd60a')), seenWith('tritanopia', light('#ffc4d0')))).toBeLessThan(
    difference(light('#ffd60a'), light('#ffc4d0')) / 2,
  );
});

test('each priority has a sign and a shape of its own: where colours fail, they tell priorities and parameters apart', () => {
  const priorities = ['high', 'medium', 'low'] as const;
  expect(new Set(priorities.map((priority) => prioritySigns[priority])).size).toBe(3);
  expect(new Set(priorities.map((priority) => signOutlines[priority])).size).toBe(3);
  for (const priority of priorities) expect([prioritySigns[priority], signOutlines[priority]]).not.toContain('');
  for (const priority of priorities) expect(signOutlines[priority]).not.toBeNull();
});

/** Least difference to people who lack some cones: 0.02 is just seen, and one in ten thousand has tritanopia. */
const far: Readonly<Record<Blindness, number>> = { deuteranopia: 0.05, protanopia: 0.05, tritanopia: 0.03 };

/** How far two colours are apart for somebody; null: who sees all colours. */
function apart(kind: Blindness | null, one: string, other: string): number {
  const seen = (hex: string) => (kind === null ? light(hex) : seenWith(kind, light(hex)));
  return difference(seen(one), seen(other));
}

describe.each(themeNames)('in the %s theme', (name) => {
  const palette = palettes[name];
  const least = name === 'light' ? 4.5 : 7;

  test.each(colourSets)(`every parameter of the set "%s" is read at ${least}:1 on ground and surface`, (set) => {
    for (const [parameter, colour] of Object.entries(parameterColours(name, set))) {
      expect(contrast(colour, palette.ground), `${parameter} on ground`).toBeGreaterThanOrEqual(least);
      expect(contrast(colour, palette.surface), `${parameter} on surface`).toBeGreaterThanOrEqual(least * 0.9);
    }
  });

  test('all words are read at 4.5:1 wherever they stand', () => {
    for (const ground of [palette.ground, palette.surface, palette.surfaceRaised]) {
      for (const ink of ['text', 'textQuiet', 'textAged', 'linkLive', 'linkWait', 'linkLost', 'simulated'] as const) {
        expect(contrast(palette[ink], ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette.text, palette.chip)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.axisText, palette.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.linkLostInk, palette.linkLost)).toBeGreaterThanOrEqual(4.5);
  });

  test('beats, pacer pulses and whatever is no trace stand out from the ground at 3:1', () => {
    for (const ink of ['traceMark', 'traceGap', 'traceOff', 'traceSaturated'] as const) {
      expect(contrast(palette[ink], palette.ground), ink).toBeGreaterThanOrEqual(3);
    }
  });

  test('alarms are red, yellow and cyan, and their words are read lit and between flashes', () => {
    for (const [colour, ink] of [
      [palette.alarmHigh, palette.alarmHighInk],
      [palette.alarmHighRest, palette.alarmHighInk],
      [palette.alarmMedium, palette.alarmMediumInk],
      [palette.alarmMediumRest, palette.alarmMediumInk],
      [palette.alarmLow, palette.alarmLowInk],
    ] as const) {
      expect(contrast(colour, ink), `${ink} on ${colour}`).toBeGreaterThanOrEqual(4.5);
    }
    const hues = [palette.alarmHigh, palette.alarmMedium, palette.alarmLow].map(hue);
    expect(Math.min(hues[0] as number, 360 - (hues[0] as number))).toBeLessThan(8);
    expect(Math.abs((hues[1] as number) - 50)).toBeLessThan(8);
    expect(Math.abs((hues[2] as number) - 188)).toBeLessThan(8);
  });

  test("an alarm's frame stands out from the ground, by itself or by its edge", () => {
    for (const frame of [palette.alarmHighLine, palette.alarmMedium, palette.alarmLow]) {
      const edge = palette.alarmFrameEdge === 'transparent' ? frame : palette.alarmFrameEdge;
      expect(Math.max(contrast(frame, palette.ground), contrast(edge, palette.ground))).toBeGreaterThanOrEqual(3);
    }
  });

  /** Every colour that alarms of a priority wear, lit first. */
  const worn = {
    high: [palette.alarmHigh, palette.alarmHighLine, palette.alarmHighRest],
    medium: [palette.alarmMedium, palette.alarmMediumRest],
    low: [palette.alarmLow],
  };

  test('a flash is seen: lit and between two flashes differ in lightness', () => {
    for (const [lit, rest] of [
      [palette.alarmHigh, palette.alarmHighRest],
      [palette.alarmHighLine, palette.alarmHighRest],
      [palette.alarmMedium, palette.alarmMediumRest],
    ] as const) {
      expect(contrast(lit, rest), `${lit} and ${rest}`).toBeGreaterThanOrEqual(1.5);
    }
  });

  test.each([null, ...blindnesses])('priorities are told apart by colour, lit and between flashes, with %s', (kind) => {
    for (const [one, other] of pairs(Object.keys(worn) as (keyof typeof worn)[])) {
      expect(apart(kind, worn[one][0]!, worn[other][0]!), `${one} and ${other}, lit`).toBeGreaterThan(0.15);
      for (const a of worn[one]) {
        for (const b of worn[other]) expect(apart(kind, a, b), `${one} ${a} and ${other} ${b}`).toBeGreaterThan(0.05);
      }
    }
  });

  test.each(blindnesses)("in the alternative set no trace or number has an alarm's colour, with %s", (kind) => {
    for (const [parameter, colour] of Object.entries(parameterColours(name, 'alternative'))) {
      for (const alarm of Object.values(worn).flat()) {
        expect(apart(kind, colour, alarm), `${parameter} and ${alarm}`).toBeGreaterThan(far[kind]);
      }
    }
  });

  test("in the alternative set no trace or number has an alarm's colour", () => {
    const alarms = [palette.alarmHigh, palette.alarmHighLine, palette.alarmMedium, palette.alarmLow];
    for (const [parameter, colour] of Object.entries(parameterColours(name, 'alternative'))) {
      for (const alarm of alarms) {
        expect(difference(light(colour), light(alarm)), `${parameter} and ${alarm}`).toBeGreaterThan(0.1);
      }
    }
  });

  test.each(blindnesses)('traces of the alternative set differ, also with %s', (kind) => {
    const colours = parameterColours(name, 'alternative');
    for (const [one, other] of pairs(traces)) {
      const [a, b] = [light(colours[one]), light(colours[other])];
      expect(difference(a, b), `${one} and ${other}`).toBeGreaterThan(0.08);
      expect(difference(seenWith(kind, a), seenWith(kind, b)), `${one} and ${other}, ${kind}`).toBeGreaterThan(
        far[kind],
      );
    }
  });
});

test('night is dimmer than dark: nothing that stands for hours is as bright', () => {
  const brightest = (theme: 'dark' | 'night') =>
    Math.max(
      contrast(palettes[theme].text, '#000000'),
      ...colourSets.flatMap((set) =>
        Object.values(parameterColours(theme, set)).map((colour) => contrast(colour, '#000000')),
      ),
    );
  expect(brightest('night')).toBeLessThan(brightest('dark') * 0.8);
});

/** Degrees, 0 red, 120 green. */
function hue(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const most = Math.max(red, green, blue);
  const span = most - Math.min(red, green, blue);
  const sixth =
    most === red ? (green - blue) / span : most === green ? 2 + (blue - red) / span : 4 + (red - green) / span;
  return (sixth * 60 + 360) % 360;
}
