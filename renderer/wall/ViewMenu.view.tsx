import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ThemeControls } from '#renderer/theme/ThemeControls.view.tsx';
import { WaveControls } from '#renderer/waveforms/WaveControls.view.tsx';
import { arrange } from './arrange.ts';
import { CalibrationDialog } from './CalibrationDialog.view.tsx';
import { allKeys, BEDS_A_PAGE, CAROUSEL_SECONDS, type LayoutState, WAVES_A_BED } from './layouts.store.ts';
import type { Place } from './places.ts';
import { useServices, useValue } from './services.ts';
import { windowAddress } from './windowNumber.ts';

/** Everything about how this window shows the ward. Takes effect at once; closes on Escape and on a click elsewhere. */
export function ViewMenu({
  places,
  onClose,
  onKeys,
}: {
  places: readonly Place[];
  onClose: () => void;
  onKeys: () => void;
}) {
  const { layouts, settings, glass } = useServices();
  const state = useValue(layouts.state);
  const [isCalibrating, setCalibrating] = useState(false);
  const root = useRef<HTMLElement>(null);
  useEffect(() => root.current?.focus(), []);
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent) => {
      const isInside = target instanceof Element && target.closest('.view-menu, .bar-view, dialog') !== null;
      if (!isInside) onClose();
    };
    window.addEventListener('pointerdown', onPointerDown);
    return () => window.removeEventListener('pointerdown', onPointerDown);
  }, [onClose]);
  const { layout } = state;
  return (
    <section ref={root} className="view-menu" aria-label="View" tabIndex={-1}>
      <div className="view-column">
        <h2>Layout</h2>
        <LayoutName state={state} />
        <Choice
          title="Beds a page"
          values={BEDS_A_PAGE}
          value={layout.bedsAPage}
          onChoose={(bedsAPage) => layouts.change({ bedsAPage })}
        />
        <Choice
          title="Waves a bed"
          values={WAVES_A_BED}
          value={layout.wavesABed}
          onChoose={(wavesABed) => layouts.change({ wavesABed })}
        />
        <Choice
          title="Turn pages"
          values={CAROUSEL_SECONDS}
          value={layout.carouselS}
          text={(seconds) => (seconds === 0 ? 'off' : `${seconds} s`)}
          onChoose={(carouselS) => layouts.change({ carouselS })}
        />
        <Choice
          title="Spotlight"
          values={[false, true]}
          value={layout.spotlight}
          text={(isOn) => (isOn ? 'on' : 'off')}
          onChoose={(spotlight) => layouts.change({ spotlight })}
        />
        <Choice
          title="Alarm list"
          values={[false, true]}
          value={layout.rail}
          text={(isOn) => (isOn ? 'on' : 'off')}
          onChoose={(rail) => layouts.change({ rail })}
        />
        <OrderControls state={state} places={places} />
        <BedsOfWindow places={places} state={state} />
        <Trouble state={state} />
      </div>
      <div className="view-column">
        <h2>Waves</h2>
        <WaveControls settings={settings} glass={glass} onCalibrate={() => setCalibrating(true)} />
        <h2>Colours</h2>
        <ThemeControls />
        <h2>Window</h2>
        <div className="view-row">
          <NewWindow />
          <button type="button" className="bar-button" onClick={onKeys}>
            Keys <kbd>?</kbd>
          </button>
        </div>
      </div>
      {isCalibrating && <CalibrationDialog glass={glass} onClose={() => setCalibrating(false)} />}
    </section>
  );
}

function Choice<T extends string | number | boolean>({
  title,
  values,
  value,
  text = String,
  onChoose,
}: {
  title: string;
  values: readonly T[];
  value: T;
  text?: (value: T) => string;
  onChoose: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="view-choice">
      <legend>{title}</legend>
      {values.map((each) => (
        <label key={String(each)}>
          <input type="radio" name={name} checked={each === value} onChange={() => onChoose(each)} />
          <span>{text(each)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function LayoutName({ state: { name, names } }: { state: LayoutState }) {
  const { layouts } = useServices();
  const [typed, setTyped] = useState('');
  return (
    <div className="view-row">
      <label className="view-row">
        Layout
        <select value={name} onChange={({ target }) => layouts.choose(target.value)}>
          <option value="">default</option>
          {names.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <form
        className="view-row"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') layouts.choose(typed);
          setTyped('');
        }}
      >
        <input
          value={typed}
          maxLength={40}
          size={14}
          aria-label="Name of a new layout"
          placeholder="new: Night, Dr. …"
          onChange={({ target }) => setTyped(target.value)}
        />
        <button type="submit" className="bar-button" disabled={typed.trim() === ''}>
          Save as
        </button>
      </form>
    </div>
  );
}

function OrderControls({ state: { layout, canUndo }, places }: { state: LayoutState; places: readonly Place[] }) {
  const { layouts } = useServices();
  const all = allKeys(places, layout);
  const gone = new Set(
    arrange(places, { ...layout, hidden: [] }).flatMap((place) =>
      place.kind === 'left' && place.isAwaited !== true ? [place.key] : [],
    ),
  );
  return (
    <Row title="Places">
      <button
        type="button"
        className="bar-button"
        disabled={!canUndo}
        onClick={() => layouts.edit({ kind: 'undo' }, places)}
      >
        Undo
      </button>
      <button
        type="button"
        className="bar-button"
        disabled={layout.order.length === 0}
        onClick={() => layouts.edit({ kind: 'reset' }, places)}
      >
        Reset order
      </button>
      {gone.size > 0 && (
        <button
          type="button"
          className="bar-button"
          onClick={() => layouts.edit({ kind: 'closeUp', gone, all }, places)}
        >
          Close up {gone.size} empty
        </button>
      )}
      <span className="view-hint">drag a bed, or Alt with arrow keys</span>
    </Row>
  );
}

function BedsOfWindow({ places, state: { layout } }: { places: readonly Place[]; state: LayoutState }) {
  const { layouts, window } = useServices();
  const beds = arrange(places, { ...layout, hidden: [] }).filter((place) => place.kind === 'bed');
  const hidden = new Set(layout.hidden);
  const shown = beds.filter(({ key }) => !hidden.has(key)).length;
  const hide = (keys: readonly string[]) => layouts.change({ hidden: keys });
  return (
    <details className="view-beds">
      <summary>
        Beds of {window === 1 ? 'this window' : `window ${window}`}:{' '}
        {shown === beds.length ? 'all' : `${shown} of ${beds.length}`}
      </summary>
      <div className="view-row">
        <button type="button" className="bar-button" onClick={() => hide([])}>
          All
        </button>
        <button type="button" className="bar-button" onClick={() => hide(beds.map(({ key }) => key))}>
          None
        </button>
        <span className="view-hint">a bed that comes new is shown</span>
      </div>
      <div className="view-bed-list">
        {beds.map(({ key, bed }) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={!hidden.has(key)}
              onChange={({ target }) =>
                hide(target.checked ? layout.hidden.filter((each) => each !== key) : [...layout.hidden, key])
              }
            />
            {bed.displayName}
          </label>
        ))}
      </div>
    </details>
  );
}

/** Opened by name: pressed twice in a moment it is one window. */
function NewWindow() {
  const { windows } = useServices();
  const [isBlocked, setBlocked] = useState(false);
  return (
    <>
      <button
        type="button"
        className="bar-button"
        onClick={() => {
          const number = windows.nextNumber;
          const opened = window.open(windowAddress(location.href, number), `vigil-${number}`, 'popup');
          setBlocked(opened === null);
        }}
      >
        New window
      </button>
      {isBlocked && <span className="view-trouble">The browser blocked it: allow windows of this page.</span>}
    </>
  );
}

function Trouble({ state: { refused, trouble } }: { state: LayoutState }) {
  if (refused === 0 && trouble === '') return null;
  return (
    <p className="view-trouble" role="status">
      {trouble}
      {refused > 0 &&
        ` ${refused} kept ${refused === 1 ? 'layout' : 'layouts'} could not be read and ${refused === 1 ? 'was' : 'were'} left out.`}
    </p>
  );
}

function Row({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="view-row">
      <span className="view-title">{title}</span>
      {children}
    </div>
  );
}
