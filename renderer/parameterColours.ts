import type { Parameter } from '#domain/codes/mdc.ts';

/**
 * The colour of each parameter, trace and number alike: the one place where it is said. Habit of bedside monitors (ECG
 * green, SpO2 cyan, respiration yellow, arterial pressure red, venous and pulmonary pressure blue, CO2 white); there is
 * no standard (APSF 2013), and two of them collide with alarm colours. So a colour never speaks alone: every trace and
 * number also has its label.
 *
 * All reach a contrast of 7:1 on the tile's background (theme.css).
 */
export const parameterColours: Readonly<Record<Parameter, string>> = {
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
};

/** Makes the colours known to style sheets as `--parameter-ecg` and so on. */
export function setParameterColours(style: CSSStyleDeclaration): void {
  for (const [parameter, colour] of Object.entries(parameterColours)) {
    style.setProperty(`--parameter-${parameter}`, colour);
  }
}
