import type { KeyboardEvent, ReactNode } from 'react';
import { ECG_GAINS, SPEEDS } from '#domain/display/calibration.ts';
import { FILTERS, type FilterName } from '#domain/signals/filters.ts';
import type { Gain } from '#domain/signals/scaling.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { Glass } from './glass.ts';
import { filterText } from './laneTexts.ts';
import type { WaveSettingsStore } from './waveSettings.store.ts';
import { bedScope, filterFor, gainFor, isFrozen } from './waveSettings.ts';
import './waveControls.css';

interface ControlsProps {
  readonly settings: WaveSettingsStore;
  readonly glass: Glass;
  /** Somebody wants to measure the display. */
  readonly onCalibrate: () => void;
}

/** What all waves of the window have in common: for the wall. */
export function WaveControls({ settings, glass, onCalibrate }: ControlsProps) {
  return (
    <fieldset className="wave-controls" aria-label="Waves">
      <SpeedControl settings={settings} />
      <ModeControl settings={settings} />
      <GainControl settings={settings} bedKey={null} />
      <FilterControl settings={settings} bedKey={null} />
      <FreezeAllControl settings={settings} />
      <CalibrationControl glass={glass} onCalibrate={onCalibrate} />
    </fieldset>
  );
}

/** The same for one bed, whose gain and filter are its own: for the large view. */
export function BedWaveControls({ settings, glass, onCalibrate, bedKey }: ControlsProps & { readonly bedKey: string }) {
  return (
    <fieldset className="wave-controls" aria-label="Waves of this bed">
      <SpeedControl settings={settings} />
      <ModeControl settings={settings} />
      <GainControl settings={settings} bedKey={bedKey} />
      <FilterControl settings={settings} bedKey={bedKey} />
      <FreezeControl settings={settings} bedKey={bedKey} />
      <CalibrationControl glass={glass} onCalibrate={onCalibrate} />
    </fieldset>
  );
}

export function SpeedControl({ settings }: { settings: WaveSettingsStore }) {
  const speed = useSubject(settings.state, ({ speedMmPerS }) => speedMmPerS);
  return (
    <Choice
      label="Sweep speed (keys [ and ])"
      value={String(speed)}
      onChoose={(value) => settings.do({ type: 'setSpeed', speedMmPerS: Number(value) })}
    >
      {SPEEDS.map((each) => (
        <option key={each} value={each}>
          {each} mm/s
        </option>
      ))}
    </Choice>
  );
}

export function ModeControl({ settings }: { settings: WaveSettingsStore }) {
  const mode = useSubject(settings.state, (state) => state.mode);
  return (
    <button
      type="button"
      className="bar-button"
      title={`Waves ${mode === 'sweep' ? 'are written over from left to right' : 'move to the left'}. Change with the key M`}
      onClick={() => settings.do({ type: 'toggleMode' })}
    >
      {mode}
    </button>
  );
}

const AS_WALL = 'as the wall';

/** `bedKey` null: of all beds, but for those with a gain of their own. */
export function GainControl({ settings, bedKey }: { settings: WaveSettingsStore; bedKey: string | null }) {
  const of = bedKey === null ? null : bedScope(bedKey);
  const gain = useSubject(settings.state, (state) => gainFor(state, of));
  const hasOwn = useSubject(settings.state, ({ ecgGainOf }) => of !== null && Object.hasOwn(ecgGainOf, of));
  const choose = (value: string) => {
    const chosen: Gain | null = value === AS_WALL ? null : value === 'auto' ? 'auto' : Number(value);
    settings.do({ type: 'setGain', of, gain: chosen });
  };
  return (
    <Choice
      label={`ECG gain${bedKey === null ? '' : ' of this bed'} (keys - and +, 0 for auto)`}
      value={String(gain)}
      onChoose={choose}
    >
      <option value="auto">ECG auto gain</option>
      {ECG_GAINS.map((each) => (
        <option key={each} value={each}>
          ECG {each} mm/mV
        </option>
      ))}
      {hasOwn && <option value={AS_WALL}>ECG gain {AS_WALL}</option>}
    </Choice>
  );
}

/** Likewise. */
export function FilterControl({ settings, bedKey }: { settings: WaveSettingsStore; bedKey: string | null }) {
  const of = bedKey === null ? null : bedScope(bedKey);
  const filter = useSubject(settings.state, (state) => filterFor(state, of));
  const hasOwn = useSubject(settings.state, ({ filterOf }) => of !== null && Object.hasOwn(filterOf, of));
  const choose = (value: string) => {
    const chosen: FilterName | null = FILTERS.find((each) => each === value) ?? null;
    settings.do({ type: 'setFilter', of, filter: chosen });
  };
  return (
    <Choice label={`ECG filter${bedKey === null ? '' : ' of this bed'} (key B)`} value={filter} onChoose={choose}>
      {FILTERS.map((each) => (
        <option key={each} value={each}>
          {each === 'asSent' ? 'ECG as sent' : filterText(each)}
        </option>
      ))}
      {hasOwn && <option value={AS_WALL}>ECG filter {AS_WALL}</option>}
    </Choice>
  );
}

export function FreezeAllControl({ settings }: { settings: WaveSettingsStore }) {
  const all = useSubject(settings.state, ({ frozen }) => frozen.all);
  const some = useSubject(settings.state, ({ frozen }) => frozen.bedKeys.length);
  return (
    <button
      type="button"
      className="bar-button wave-freeze"
      aria-pressed={all}
      title="All waves stand still; what comes meanwhile is kept (Shift Z)"
      onClick={() => settings.do({ type: 'toggleFreezeAll' })}
    >
      {all ? 'All frozen' : some > 0 ? `${some} frozen` : 'Freeze all'}
    </button>
  );
}

export function FreezeControl({ settings, bedKey }: { settings: WaveSettingsStore; bedKey: string }) {
  const frozen = useSubject(settings.state, (state) => isFrozen(state, bedKey));
  return (
    <button
      type="button"
      className="bar-button wave-freeze"
      aria-pressed={frozen}
      title="The waves of this bed stand still; what comes meanwhile is kept (Z)"
      onClick={() => settings.do({ type: 'toggleFreeze', bedKey })}
    >
      {frozen ? 'Frozen' : 'Freeze'} <kbd>Z</kbd>
    </button>
  );
}

/** Says whether a millimetre is one, and leads to what makes it one. */
export function CalibrationControl({ glass, onCalibrate }: Pick<ControlsProps, 'glass' | 'onCalibrate'>) {
  const source = useSubject(glass.view, ({ calibration }) => calibration?.source ?? null);
  return (
    <button
      type="button"
      className={source === null ? 'bar-button bar-warning' : 'bar-button'}
      title={calibrationTitles[source ?? 'none']}
      onClick={onCalibrate}
    >
      {source === null ? 'uncalibrated' : 'true mm'}
    </button>
  );
}

const calibrationTitles = {
  none: 'Nobody has measured this display: mm/s and mm/mV are not true on it. Measure it with a card',
  measured: 'mm/s and mm/mV are true on this display, which was measured with a card. Measure again',
  system: 'mm/s and mm/mV are true on this display, going by the size it gives of itself. Check it with a card',
} as const;

function Choice({
  label,
  value,
  onChoose,
  children,
}: {
  label: string;
  value: string;
  onChoose: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <select
      className="bar-button wave-choice"
      aria-label={label}
      title={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
      onKeyDown={keepKeys}
    >
      {children}
    </select>
  );
}

/** Arrows and letters choose here; they are not the wall's. */
function keepKeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}
