import { BehaviorSubject } from 'rxjs';
import {
  applyWaveAction,
  defaultWaveSettings,
  readWaveSettings,
  type WaveAction,
  type WaveSettings,
  writeWaveSettings,
} from './waveSettings.ts';

/** What of a `Storage` is used; null stands for a browser that gives none. */
export type SettingsStorage = Pick<Storage, 'getItem' | 'setItem'> | null;

/** What went wrong with the keeping, since the store was made. */
export interface SettingsCounts {
  /** What was kept could not be read: the defaults were taken. */
  refused: number;
  /** A change could not be kept: it holds until the window closes. */
  unsaved: number;
}

/** The wave settings of this window, kept under a name of its own. Never throws; trouble is counted. */
export class WaveSettingsStore {
  readonly state: BehaviorSubject<WaveSettings>;
  readonly counts: Readonly<SettingsCounts>;
  readonly #counts: SettingsCounts = { refused: 0, unsaved: 0 };
  readonly #storage: SettingsStorage;
  readonly #name: string;

  constructor(storage: SettingsStorage, name = 'vigil.waves') {
    this.counts = this.#counts;
    this.#storage = storage;
    this.#name = name;
    this.state = new BehaviorSubject(this.#read());
  }

  /** Applies what the user chose; says nothing to anybody where it changes nothing. */
  do(action: WaveAction): void {
    const before = this.state.value;
    const next = applyWaveAction(before, action);
    if (next === before) return;
    this.state.next(next);
    const text = writeWaveSettings(next);
    if (text === writeWaveSettings(before)) return;
    try {
      if (this.#storage === null) this.#counts.unsaved++;
      else this.#storage.setItem(this.#name, text);
    } catch {
      this.#counts.unsaved++;
    }
  }

  dispose(): void {
    this.state.complete();
  }

  #read(): WaveSettings {
    let text: string | null;
    try {
      text = this.#storage?.getItem(this.#name) ?? null;
    } catch {
      this.#counts.refused++;
      return defaultWaveSettings;
    }
    if (text === null) return defaultWaveSettings;
    const settings = readWaveSettings(text);
    if (settings === null) this.#counts.refused++;
    return settings ?? defaultWaveSettings;
  }
}
