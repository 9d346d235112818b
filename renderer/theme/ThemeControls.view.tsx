import './themeControls.css';
import { useId } from 'react';
import type { ThemeName } from './palettes.ts';
import { type ColourSet, parameterColours } from './parameterColours.ts';
import { chooseTheme, colourSets, themeNames } from './theme.ts';
import { useTheme } from './useTheme.ts';

const themeTexts: Readonly<Record<ThemeName, string>> = {
  dark: 'Dark',
  night: 'Night, dimmer and warmer',
  light: 'Light, for a bright room',
};
const setTexts: Readonly<Record<ColourSet, string>> = {
  habit: 'As on bedside monitors',
  alternative: 'No alarm colour among them',
};
/** What the swatches show. */
const SHOWN = ['ecg', 'spo2', 'resp', 'abp', 'cvp', 'co2'] as const;
const shownNames = { ecg: 'ECG', spo2: 'SpO₂', resp: 'Resp', abp: 'ABP', cvp: 'CVP', co2: 'CO₂' } as const;

/** Chooses the window's theme and the colours of parameters; takes effect at once. */
export function ThemeControls() {
  const { name, colours, palette } = useTheme();
  const group = useId();
  return (
    <div className="theme-controls">
      <fieldset>
        <legend>Theme</legend>
        {themeNames.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${group}-theme`}
              checked={each === name}
              onChange={() => chooseTheme({ name: each })}
            />
            {themeTexts[each]}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Colours of parameters</legend>
        {colourSets.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={`${group}-colours`}
              checked={each === colours}
              onChange={() => chooseTheme({ colours: each })}
            />
            {setTexts[each]}
            <span className="theme-swatches" style={{ background: palette.ground }} aria-hidden="true">
              {SHOWN.map((parameter) => (
                <span key={parameter} style={{ color: parameterColours(name, each)[parameter] }}>
                  {shownNames[parameter]}
                </span>
              ))}
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
