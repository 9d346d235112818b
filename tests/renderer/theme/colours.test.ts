import { describe, expect, test } from 'vitest';
import type { Parameter } from '#domain/codes/mdc.ts';
import { palettes } from '#renderer/theme/palettes.ts';
import { parameterColours } from '#renderer/theme/parameterColours.ts';
import { colourSets, themeNames } from '#renderer/theme/theme.ts';
import { contrast, difference, light, seenWith } from './colourScience.ts';

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

  test("in the alternative set no trace or number has an alarm's colour", () => {
    const alarms = [palette.alarmHigh, palette.alarmHighLine, palette.alarmMedium, palette.alarmLow];
    for (const [parameter, colour] of Object.entries(parameterColours(name, 'alternative'))) {
      for (const alarm of alarms) {
        expect(difference(light(colour), light(alarm)), `${parameter} and ${alarm}`).toBeGreaterThan(0.1);
      }
    }
  });

  test.each(['deuteranopia', 'protanopia'] as const)('traces of the alternative set differ, also with %s', (kind) => {
    const colours = parameterColours(name, 'alternative');
    for (const [one, other] of pairs(traces)) {
      const [a, b] = [light(colours[one]), light(colours[other])];
      expect(difference(a, b), `${one} and ${other}`).toBeGreaterThan(0.08);
      expect(difference(seenWith(kind, a), seenWith(kind, b)), `${one} and ${other}, ${kind}`).toBeGreaterThan(0.05);
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
