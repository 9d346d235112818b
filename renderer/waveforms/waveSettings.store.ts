import { BehaviorSubject } from 'rxjs';
import { Keeper, type KeptCounts, type KeptStorage } from '#renderer/kept/keeper.ts';
import {
  applyWaveAction,
  defaultWaveSettings,
  readWaveSettings,
  type WaveAction,
  type WaveSettings,
  writeWaveSettings,
} from './waveSettings.ts';

/** The wave settings of this window, kept under a name of its own. Never throws; trouble is counted. */
export class WaveSettingsStore {
  readonly state: BehaviorSubject<WaveSettings>;
  readonly counts: Readonly<KeptCounts>;
  readonly #keeper: Keeper;
  readonly #name: string;

  /** `storage` null: the browser gives none. */
  constructor(storage: KeptStorage | null, name = 'vigil.waves') {
    this.#keeper = new Keeper(() => storage);
    this.counts = this.#keeper.counts;
    this.#name = name;
    this.state = new BehaviorSubject(this.#keeper.read(name, readWaveSettings) ?? defaultWaveSettings);
  }

  /** Applies what the user chose; says nothing to anybody where it changes nothing. */
  do(action: WaveAction): void {
    const before = this.state.value;
    const next = applyWaveAction(before, action);
    if (next === before) return;
    this.state.next(next);
    const text = writeWaveSettings(next);
    if (text !== writeWaveSettings(before)) this.#keeper.keep(this.#name, text);
  }

  dispose(): void {
    this.state.complete();
  }
}
