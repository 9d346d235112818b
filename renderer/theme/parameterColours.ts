import type { Parameter } from '#domain/codes/mdc.ts';
import type { ThemeName } from './palettes.ts';

/**
 * `habit`: as most bedside monitors have it (ECG green, SpO2 cyan, respiration yellow, arterial pressure red, venous and
 * pulmonary pressure blue, CO2 white). There is no standard (APSF 2013), and three of them are alarm colours.
 * `alternative`: none is an alarm colour, and neighbours differ in lightness too, so that people who do not tell red from
 * green tell them apart.
 */
export type ColourSet = 'habit' | 'alternative';

type ParameterColours = Readonly<Record<Parameter, string>>;

const colours: Readonly<Record<ThemeName, Readonly<Record<ColourSet, ParameterColours>>>> = {
  dark: {
    habit: {
      ecg: '#4be37d',
      spo2: '#46d9f2',
      resp: '#f4dc6b',
      abp: '#ff7a72',
      pap: '#a9a6ff',
      cvp: '#7fb2ff',
      nibp: '#e3c2f5',
      co2: '#f2f5f7',
      temp: '#ffb984',
      other: '#b9c6d2',
    },
    alternative: {
      ecg: '#63d567',
      spo2: '#68a1ff',
      resp: '#f4f6f8',
      abp: '#f175c7',
      pap: '#d2afff',
      cvp: '#c1cfe6',
      nibp: '#f6bfe4',
      co2: '#b8a98c',
      temp: '#d9c2ad',
      other: '#aab8c4',
    },
  },
  night: {
    habit: {
      ecg: '#3fc46c',
      spo2: '#3fbcd2',
      resp: '#d0b956',
      abp: '#f2746b',
      pap: '#a39ff2',
      cvp: '#78a8ec',
      nibp: '#c9abda',
      co2: '#d3cabf',
      temp: '#dfa173',
      other: '#a89f94',
    },
    alternative: {
      ecg: '#71dc6c',
      spo2: '#54a8ff',
      resp: '#ded4c8',
      abp: '#e9a2ce',
      pap: '#a894ce',
      cvp: '#aabaff',
      nibp: '#d9a8c9',
      co2: '#b3a093',
      temp: '#c2ab97',
      other: '#a09b94',
    },
  },
  light: {
    habit: {
      ecg: '#0a7433',
      spo2: '#006f85',
      resp: '#7d6000',
      abp: '#c0261d',
      pap: '#5b50d6',
      cvp: '#1c5cbc',
      nibp: '#8a3fb0',
      co2: '#3b4751',
      temp: '#9c4a0a',
      other: '#51606c',
    },
    alternative: {
      ecg: '#00503c',
      spo2: '#0d3dc5',
      resp: '#171d22',
      abp: '#a94593',
      pap: '#7045fb',
      cvp: '#20147d',
      nibp: '#7f2f6d',
      co2: '#6a6156',
      temp: '#4d4238',
      other: '#4d5a65',
    },
  },
};

/** The colour of each parameter, trace and number alike. A colour never speaks alone: each also has its label. */
export function parameterColours(theme: ThemeName, set: ColourSet): ParameterColours {
  return colours[theme][set];
}
