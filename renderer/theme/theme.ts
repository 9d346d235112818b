import { BehaviorSubject } from 'rxjs';
import type { Parameter } from '#domain/codes/mdc.ts';
import { Keeper, type KeptStorage } from '#renderer/kept/keeper.ts';
import { type Palette, palettes, type ThemeName } from './palettes.ts';
import { type ColourSet, parameterColours } from './parameterColours.ts';

/** What the user chose of this window's look. */
export interface ThemeChoice {
  readonly name: ThemeName;
  readonly colours: ColourSet;
}

/** The window's look, with all its colours. */
export interface Theme extends ThemeChoice {
  readonly palette: Palette;
  readonly parameters: Readonly<Record<Parameter, string>>;
}

/** In the order in which they are offered. */
export const themeNames: readonly ThemeName[] = ['dark', 'night', 'light'];
export const colourSets: readonly ColourSet[] = ['habit', 'alternative'];

function themeOf({ name, colours }: ThemeChoice): Theme {
  return { name, colours, palette: palettes[name], parameters: parameterColours(name, colours) };
}

const current = new BehaviorSubject<Theme>(themeOf({ name: 'dark', colours: 'habit' }));

/** How this window looks. Whoever paints pixels subscribes and paints anew; style sheets follow by themselves. */
export const theme: Pick<BehaviorSubject<Theme>, 'value' | 'subscribe' | 'pipe'> = current;

/** Takes another theme, another set of colours, or both. */
export function chooseTheme(choice: Partial<ThemeChoice>): void {
  const { name, colours } = { ...current.value, ...choice };
  if (name !== current.value.name || colours !== current.value.colours) current.next(themeOf({ name, colours }));
}

/**
 * Makes the theme known to style sheets below `root`, and keeps the choice in `storage` under `name`; begins with the one
 * that is kept there. What cannot be read or kept there is passed over: the look is not worth an error. Call the returned function to
 * let go.
 */
export function openTheme(root: HTMLElement, storage: () => KeptStorage, name = 'vigil.theme'): () => void {
  const keeper = new Keeper(storage);
  chooseTheme(keeper.read(name, readChoice) ?? {});
  const subscription = current.subscribe((now) => {
    applyTheme(root, now);
    keeper.keep(name, `${now.name} ${now.colours}`);
  });
  return () => subscription.unsubscribe();
}

/** Sets `--ground`, `--parameter-ecg` and so on. */
function applyTheme(root: HTMLElement, { name, palette, parameters }: Theme): void {
  root.dataset['theme'] = name;
  root.style.colorScheme = name === 'light' ? 'light' : 'dark';
  for (const [token, colour] of Object.entries(palette)) {
    root.style.setProperty(`--${token.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`, colour);
  }
  for (const [parameter, colour] of Object.entries(parameters)) {
    root.style.setProperty(`--parameter-${parameter}`, colour);
  }
}

/** What was chosen, as far as this version knows it. */
function readChoice(text: string): Partial<ThemeChoice> {
  const [name, colours] = text.split(' ');
  const knownName = themeNames.find((known) => known === name);
  const knownColours = colourSets.find((known) => known === colours);
  return { ...(knownName && { name: knownName }), ...(knownColours && { colours: knownColours }) };
}
