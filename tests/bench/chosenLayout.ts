import { BEDS_A_PAGE, LayoutStore, WAVES_A_BED } from '#renderer/wall/layouts.store.ts';
import { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';

/** How the wall that is measured is set up: as a user would have left it in this browser. */
export interface ChosenLayout {
  readonly beds: number;
  readonly waves: number;
  readonly mode: 'sweep' | 'scroll';
  /** 25 when not given. */
  readonly speedMmPerS?: number;
}

/**
 * What the window finds in its localStorage so that all beds are on one page with so many waves each. Written by the
 * window's own stores, so it is what they read.
 */
export function chosenLayout(
  gateway: string,
  { beds, waves, mode, speedMmPerS }: ChosenLayout,
): readonly (readonly [string, string])[] {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      kept.set(name, value);
    },
  };
  const bedsAPage = BEDS_A_PAGE.find((choice) => choice !== 'auto' && choice >= beds);
  const wavesABed = WAVES_A_BED.find((choice) => choice === waves);
  if (bedsAPage === undefined || wavesABed === undefined) {
    throw new Error(`no layout has ${beds} beds of ${waves} waves on one page`);
  }
  const layouts = new LayoutStore(storage, 1);
  layouts.setGateways([gateway]);
  layouts.change({ bedsAPage, wavesABed });
  const waveSettings = new WaveSettingsStore(storage);
  waveSettings.do({ type: 'setMode', mode });
  if (speedMmPerS !== undefined) waveSettings.do({ type: 'setSpeed', speedMmPerS });
  return [...kept];
}
