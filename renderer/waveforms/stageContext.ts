import { createContext } from 'react';
import type { EngineLink } from './engineLink.ts';
import type { Stage, StageLook } from './stage.ts';
import type { WaveSettingsStore } from './waveSettings.store.ts';

export interface StageContextValue {
  readonly waves: EngineLink;
  readonly settings: WaveSettingsStore;
  readonly look: StageLook;
  /** null for the moment before its canvas is there, and while the engine is replaced. */
  readonly stage: Stage | null;
}

/** The nearest stage. */
export const StageContext = createContext<StageContextValue | null>(null);
