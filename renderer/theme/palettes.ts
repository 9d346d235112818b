/** What a window can look like. */
export type ThemeName = 'dark' | 'night' | 'light';

/**
 * Every colour of the window but those of parameters. Style sheets know each as a custom property of the same name
 * (`surfaceRaised` is `--surface-raised`); the wave engine and the plots take them from here.
 *
 * Text on any surface reaches a contrast of 4.5:1. Alarm colours are those of IEC 60601-1-8 in every theme: red, yellow,
 * cyan; `-Ink` is the text on the colour, `-Rest` what stands between two flashes: the same hue, the text still legible.
 * The yellow at rest stays light: darker, it is the red of high priority to people who do not tell red from green.
 */
export interface Palette {
  /** Behind everything; the wave painter's background. */
  readonly ground: string;
  /** Parts of a tile that carry text. */
  readonly surface: string;
  /** Bars, dialogs, buttons. */
  readonly surfaceRaised: string;
  readonly line: string;
  readonly lineStrong: string;

  readonly text: string;
  readonly textQuiet: string;
  /** A value past its time. */
  readonly textAged: string;
  readonly focus: string;
  /** Used for nothing else. */
  readonly simulated: string;

  readonly alarmHigh: string;
  readonly alarmHighRest: string;
  readonly alarmHighInk: string;
  readonly alarmHighLine: string;
  readonly alarmMedium: string;
  readonly alarmMediumRest: string;
  readonly alarmMediumInk: string;
  /** Constant, so darker: it stands for hours. */
  readonly alarmLow: string;
  readonly alarmLowInk: string;
  /** A thin line inside of an alarm's frame, where the frame alone would not stand out from the ground. */
  readonly alarmFrameEdge: string;

  readonly linkLive: string;
  readonly linkWait: string;
  readonly linkLost: string;
  /** Text on linkLost. */
  readonly linkLostInk: string;
  /** Over waves behind a link that is not live; and its hatching. */
  readonly linkVeil: string;
  readonly linkHatch: string;

  readonly gridFine: string;
  readonly gridSecond: string;
  readonly bandBorder: string;
  readonly valueLine: string;
  readonly axisText: string;
  readonly cursor: string;
  /** Under what a lane says of its signal. */
  readonly chip: string;
  /** Behind a dialog: alarms on the wall stay as visible as they are. */
  readonly backdrop: string;
  /** A stretch of the past that is not held, and its hatching. */
  readonly notHeld: string;

  /** Lines of ECG paper, each millimetre and each five; and what is laid over a strip to compare. */
  readonly paperFine: string;
  readonly paperBold: string;
  readonly baseline: string;

  /** See {@link Inks} of the wave engine. */
  readonly traceGap: string;
  readonly traceOff: string;
  readonly traceSaturated: string;
  readonly traceMark: string;
}

/** For a wall in a dim room: surfaces stay below 6 % luminance, so that what is bright is what matters. */
const dark: Palette = {
  ground: '#05080b',
  surface: '#0d141b',
  surfaceRaised: '#16212b',
  line: '#22303c',
  lineStrong: '#4a5c6b',
  text: '#e8eef3',
  textQuiet: '#9fb0be',
  textAged: '#8796a3',
  focus: '#ffffff',
  simulated: '#f0a8ff',
  alarmHigh: '#e01b1b',
  alarmHighRest: '#5c0d0d',
  alarmHighInk: '#ffffff',
  alarmHighLine: '#ff3434',
  alarmMedium: '#ffd60a',
  alarmMediumRest: '#bf9f00',
  alarmMediumInk: '#141000',
  alarmLow: '#2fa9bd',
  alarmLowInk: '#001317',
  alarmFrameEdge: 'transparent',
  linkLive: '#5fd38a',
  linkWait: '#d8c06a',
  linkLost: '#ff9f6b',
  linkLostInk: '#1b0a00',
  linkVeil: 'rgb(5 8 11 / 0.62)',
  linkHatch: 'rgb(150 165 180 / 0.13)',
  gridFine: '#111b22',
  gridSecond: '#1c2a34',
  bandBorder: '#18232c',
  valueLine: '#14212a',
  axisText: '#8fa1af',
  cursor: '#d6e0e8',
  chip: '#2c3844',
  backdrop: 'rgb(0 0 0 / 0.25)',
  notHeld: '#131c24',
  paperFine: '#261618',
  paperBold: '#4a262a',
  baseline: '#8fb4ff',
  traceGap: '#8a9aa6',
  traceOff: '#8d7f6a',
  traceSaturated: '#ff9f6b',
  traceMark: '#b9c6d2',
};

/** For a dark room at night: dimmer, and without the blue part that keeps people awake and eyes unadapted. */
const night: Palette = {
  ground: '#060403',
  surface: '#110c09',
  surfaceRaised: '#1c1510',
  line: '#2a2019',
  lineStrong: '#5e4d40',
  text: '#d3c6b8',
  textQuiet: '#a3937f',
  textAged: '#91806f',
  focus: '#f2e4d2',
  simulated: '#cf96d6',
  alarmHigh: '#cf1717',
  alarmHighRest: '#520b0b',
  alarmHighInk: '#ffffff',
  alarmHighLine: '#ec2f2f',
  alarmMedium: '#e0ba00',
  alarmMediumRest: '#b09300',
  alarmMediumInk: '#120e00',
  alarmLow: '#2a94a5',
  alarmLowInk: '#000f12',
  alarmFrameEdge: 'transparent',
  linkLive: '#54b377',
  linkWait: '#bda65a',
  linkLost: '#e38a58',
  linkLostInk: '#170800',
  linkVeil: 'rgb(6 4 3 / 0.62)',
  linkHatch: 'rgb(170 150 130 / 0.12)',
  gridFine: '#16100c',
  gridSecond: '#241a14',
  bandBorder: '#1f1711',
  valueLine: '#1a130e',
  axisText: '#93826f',
  cursor: '#cdbfae',
  chip: '#33281f',
  backdrop: 'rgb(0 0 0 / 0.25)',
  notHeld: '#1b140f',
  paperFine: '#21130f',
  paperBold: '#42241c',
  baseline: '#9bb0e0',
  traceGap: '#8f8070',
  traceOff: '#86765f',
  traceSaturated: '#e38a58',
  traceMark: '#b3a595',
};

/** For a bright room, where a dark screen is a mirror. */
const light: Palette = {
  ground: '#f8fafb',
  surface: '#edf1f4',
  surfaceRaised: '#dde4ea',
  line: '#c3cdd6',
  lineStrong: '#8494a2',
  text: '#12191f',
  textQuiet: '#43525f',
  textAged: '#59666f',
  focus: '#0a1f4d',
  simulated: '#8a1fa0',
  alarmHigh: '#d41414',
  alarmHighRest: '#8d1010',
  alarmHighInk: '#ffffff',
  alarmHighLine: '#d41414',
  alarmMedium: '#ffd60a',
  alarmMediumRest: '#c9a800',
  alarmMediumInk: '#141000',
  alarmLow: '#2fb2c8',
  alarmLowInk: '#001317',
  alarmFrameEdge: '#2b2b2b',
  linkLive: '#12753b',
  linkWait: '#6f5400',
  linkLost: '#a63c00',
  linkLostInk: '#ffffff',
  linkVeil: 'rgb(248 250 251 / 0.66)',
  linkHatch: 'rgb(60 75 90 / 0.18)',
  gridFine: '#e9eef2',
  gridSecond: '#d3dce3',
  bandBorder: '#d5dde4',
  valueLine: '#e2e9ee',
  axisText: '#4b5a67',
  cursor: '#1a242c',
  chip: '#d3dce4',
  backdrop: 'rgb(0 0 0 / 0.2)',
  notHeld: '#dbe2e8',
  paperFine: '#f7dfdc',
  paperBold: '#eab6b0',
  baseline: '#1747c9',
  traceGap: '#6a7884',
  traceOff: '#8a7a5c',
  traceSaturated: '#a63c00',
  traceMark: '#3c4a56',
};

export const palettes: Readonly<Record<ThemeName, Palette>> = { dark, night, light };
