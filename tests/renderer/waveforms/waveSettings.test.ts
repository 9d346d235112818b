import { describe, expect, test } from 'vitest';
import { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import {
  applyWaveAction,
  bedScope,
  defaultWaveSettings,
  filterFor,
  gainFor,
  isFrozen,
  laneScope,
  readWaveSettings,
  type WaveAction,
  type WaveSettings,
  writeWaveSettings,
} from '#renderer/waveforms/waveSettings.ts';

const settingsAfter = (...actions: WaveAction[]): WaveSettings => actions.reduce(applyWaveAction, defaultWaveSettings);
const bed = bedScope('g/1');
const leadII = laneScope('g/1', { code: 'MDC_ECG_ELEC_POTL_II', label: 'II' });

/** What a browser keeps. */
class Kept {
  readonly texts = new Map<string, string>();
  getItem = (name: string) => this.texts.get(name) ?? null;
  setItem = (name: string, text: string) => void this.texts.set(name, text);
}

describe('the speed of the sweep', () => {
  test('goes through 6.25, 12.5, 25 and 50 mm/s and no further', () => {
    const speeds = [0, 1, 2, 3].map((n) => settingsAfter(...Array(n).fill({ type: 'slower' })).speedMmPerS);
    expect(speeds).toEqual([25, 12.5, 6.25, 6.25]);
    expect(settingsAfter({ type: 'faster' }, { type: 'faster' }).speedMmPerS).toBe(50);
  });

  test('one that no paper has is not taken', () => {
    expect(settingsAfter({ type: 'setSpeed', speedMmPerS: 30 })).toBe(defaultWaveSettings);
  });
});

describe('the gain of an ECG', () => {
  test('a step from auto begins at the standard 10 mm/mV', () => {
    expect(settingsAfter({ type: 'moreGain', of: null }).ecgGain).toBe(20);
    expect(settingsAfter({ type: 'lessGain', of: null }).ecgGain).toBe(5);
  });

  test('a lane has its own, else its bed has, else all have', () => {
    const state = settingsAfter({ type: 'setGain', of: null, gain: 20 }, { type: 'setGain', of: bed, gain: 5 });
    expect(gainFor(state, laneScope('g/2', { code: null, label: 'II' }))).toBe(20);
    expect(gainFor(state, leadII)).toBe(5);
    const own = applyWaveAction(state, { type: 'setGain', of: leadII, gain: 40 });
    expect([gainFor(own, leadII), gainFor(own, bed)]).toEqual([40, 5]);
    expect(gainFor(applyWaveAction(own, { type: 'setGain', of: leadII, gain: null }), leadII)).toBe(5);
  });

  test('a choice for the bed is one for all its lanes, also those that had their own', () => {
    const state = settingsAfter({ type: 'setGain', of: leadII, gain: 40 }, { type: 'setGain', of: bed, gain: 5 });
    expect(gainFor(state, leadII)).toBe(5);
  });

  test('a bed whose name begins as another does is not meant', () => {
    const other = laneScope('g/1,"x', { code: null, label: 'II' });
    const state = settingsAfter({ type: 'setGain', of: other, gain: 40 }, { type: 'setGain', of: bed, gain: 5 });
    expect(gainFor(state, other)).toBe(40);
  });
});

test('the filters come in turn, from what the device sent to the diagnostic band', () => {
  const seen = [0, 1, 2, 3, 4].map((n) =>
    filterFor(settingsAfter(...Array(n).fill({ type: 'nextFilter', of: bed })), leadII),
  );
  expect(seen).toEqual(['asSent', 'monitor', 'st', 'diagnostic', 'asSent']);
});

describe('freezing', () => {
  test('a bed is frozen and let go again', () => {
    const frozen = settingsAfter({ type: 'toggleFreeze', bedKey: 'g/1' });
    expect([isFrozen(frozen, 'g/1'), isFrozen(frozen, 'g/2')]).toEqual([true, false]);
    expect(isFrozen(applyWaveAction(frozen, { type: 'toggleFreeze', bedKey: 'g/1' }), 'g/1')).toBe(false);
  });

  test('letting all go leaves none frozen', () => {
    const all = settingsAfter({ type: 'toggleFreeze', bedKey: 'g/1' }, { type: 'toggleFreezeAll' });
    expect([isFrozen(all, 'g/1'), isFrozen(all, 'g/2')]).toEqual([true, true]);
    const none = applyWaveAction(all, { type: 'toggleFreezeAll' });
    expect([isFrozen(none, 'g/1'), isFrozen(none, 'g/2')]).toEqual([false, false]);
  });

  test('a freeze that has ended by itself is chosen no longer', () => {
    const two = settingsAfter({ type: 'toggleFreeze', bedKey: 'g/1' }, { type: 'toggleFreeze', bedKey: 'g/2' });
    expect(applyWaveAction(two, { type: 'thawed', bedKeys: ['g/1'], still: 1 }).frozen.bedKeys).toEqual(['g/2']);
    const all = settingsAfter({ type: 'toggleFreezeAll' });
    expect(applyWaveAction(all, { type: 'thawed', bedKeys: ['g/1'], still: 63 }).frozen.all).toBe(true);
    expect(applyWaveAction(all, { type: 'thawed', bedKeys: ['g/1'], still: 0 }).frozen.all).toBe(false);
  });

  test('whoever lets one bed go while all stand still sees all of them live', () => {
    const state = settingsAfter({ type: 'toggleFreezeAll' }, { type: 'toggleFreeze', bedKey: 'g/1' });
    expect([isFrozen(state, 'g/1'), isFrozen(state, 'g/2')]).toEqual([false, false]);
  });
});

describe('what a window keeps', () => {
  test('is there when it opens again, but nothing opens frozen', () => {
    const kept = new Kept();
    const first = new WaveSettingsStore(kept);
    first.do({ type: 'toggleMode' });
    first.do({ type: 'setGain', of: leadII, gain: 20 });
    first.do({ type: 'setFilter', of: null, filter: 'monitor' });
    first.do({ type: 'toggleFreezeAll' });
    const { frozen, ...chosen } = first.state.value;
    expect(frozen.all).toBe(true);
    expect(new WaveSettingsStore(kept).state.value).toEqual({ ...chosen, frozen: defaultWaveSettings.frozen });
  });

  test('another window has its own', () => {
    const kept = new Kept();
    new WaveSettingsStore(kept, 'one').do({ type: 'faster' });
    expect(new WaveSettingsStore(kept, 'two').state.value.speedMmPerS).toBe(25);
  });

  const good = JSON.parse(writeWaveSettings(defaultWaveSettings));
  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...good, version: 2 })],
    ['a speed that no paper has', JSON.stringify({ ...good, speedMmPerS: 30 })],
    ['a gain of 0', JSON.stringify({ ...good, ecgGain: 0 })],
    ['a filter nobody knows', JSON.stringify({ ...good, filter: 'constructor' })],
    ['a bed whose gain is nonsense', JSON.stringify({ ...good, ecgGainOf: { [bed]: 'much' } })],
    ['a name that is none of ours', JSON.stringify({ ...good, filterOf: { 'g/1': 'st' } })],
    ['a list', JSON.stringify({ ...good, filterOf: [] })],
  ])('%s is refused and counted, and the defaults are taken', (_, text) => {
    expect(readWaveSettings(text)).toBeNull();
    const kept = new Kept();
    kept.setItem('vigil.waves', text);
    const store = new WaveSettingsStore(kept);
    expect([store.state.value, store.counts.refused]).toEqual([defaultWaveSettings, 1]);
  });

  test('where nothing can be kept, a choice holds all the same, and it is counted', () => {
    const refuses = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const store = new WaveSettingsStore({ getItem: refuses, setItem: refuses });
    store.do({ type: 'faster' });
    expect(store.state.value.speedMmPerS).toBe(50);
    expect(store.counts).toEqual({ refused: 1, unsaved: 1 });
  });

  test('an action that changes nothing is told to nobody', () => {
    const store = new WaveSettingsStore(null);
    let told = 0;
    store.state.subscribe(() => told++);
    store.do({ type: 'setMode', mode: 'sweep' });
    expect(told).toBe(1);
  });
});
