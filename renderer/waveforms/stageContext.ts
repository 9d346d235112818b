import { createContext } from 'react';
import type { Stage } from './stage.ts';
import type { WaveformStore } from './waveforms.store.ts';

/** The nearest stage; `stage` is null for the moment before its canvas is there. */
export const StageContext = createContext<{ readonly store: WaveformStore; readonly stage: Stage | null } | null>(null);
