import './wall.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { AboutDialog } from './AboutDialog.view.tsx';
import { BedGrid } from './BedGrid.view.tsx';
import { EmptyWall } from './EmptyWall.view.tsx';
import { pageCapacity } from './gridFit.ts';
import { LargeBed } from './LargeBed.view.tsx';
import { StatusBar } from './StatusBar.view.tsx';
import { useValue, type WallServices, WallServicesContext } from './services.ts';
import type { Density } from './tileLayout.ts';
import { useBoxSize } from './useBoxSize.ts';

/**
 * The window: a status bar, and below it the beds, page by page, or one bed large.
 *
 * Keys anywhere: F far view, Escape closes what is open, Page Up and Page Down turn pages, left and right step through
 * the beds while one is large.
 */
export function Wall({ services }: { services: WallServices }) {
  const state = useValue(services.wall.state);
  const { ref: box, size } = useBoxSize<HTMLElement>();
  const [density, setDensity] = useState<Density>('near');
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const [largeKey, setLargeKey] = useState<string | null>(null);
  const [wantedPage, setWantedPage] = useState(0);
  const [aboutOpen, setAboutOpen] = useState(false);

  const capacity = pageCapacity(size.widthPx, size.heightPx);
  const pages = Math.max(1, Math.ceil(state.places.length / capacity));
  const page = Math.min(wantedPage, pages - 1);
  const shown = useMemo(
    () => state.places.slice(page * capacity, (page + 1) * capacity),
    [state.places, page, capacity],
  );
  const beds = useMemo(() => state.places.filter((place) => place.kind === 'bed'), [state.places]);
  const large = beds.find((place) => place.key === largeKey) ?? null;
  const visible = useMemo(
    () => new Set(large === null ? shown.map((place) => place.key) : [large.key]),
    [shown, large],
  );

  const turnPage = useCallback(
    (by: 1 | -1) => setWantedPage(Math.min(pages - 1, Math.max(0, page + by))),
    [page, pages],
  );
  const open = useCallback((key: string) => {
    setLargeKey(key);
    setFocusKey(key);
  }, []);
  const step = useCallback(
    (by: 1 | -1) => {
      const at = beds.findIndex((place) => place.key === largeKey);
      const next = beds[at + by];
      if (at < 0 || next === undefined) return;
      open(next.key);
      const place = state.places.indexOf(next);
      setWantedPage(Math.floor(place / capacity));
    },
    [beds, largeKey, open, state.places, capacity],
  );
  const toggleFar = useCallback(() => setDensity((held) => (held === 'far' ? 'near' : 'far')), []);
  const close = useCallback(() => setLargeKey(null), []);

  useFocusAfterClosing(large !== null, focusKey);
  useWindowKeys((key) => {
    if (aboutOpen) return false;
    if (key === 'f' || key === 'F') toggleFar();
    else if (large !== null && key === 'Escape') close();
    else if (large !== null && key === 'ArrowLeft') step(-1);
    else if (large !== null && key === 'ArrowRight') step(1);
    else if (large === null && key === 'PageDown') turnPage(1);
    else if (large === null && key === 'PageUp') turnPage(-1);
    else return false;
    return true;
  });

  return (
    <WallServicesContext value={services}>
      <div className="wall">
        <StatusBar
          state={state}
          visible={visible}
          density={density}
          paging={{ page, pages }}
          onFarView={toggleFar}
          onAbout={() => setAboutOpen(true)}
          onTurnPage={turnPage}
          onOpen={open}
        />
        <main className="wall-main" ref={box}>
          <div className="wall-grid-box" inert={large !== null}>
            {shown.length === 0 ? (
              <EmptyWall state={state} />
            ) : (
              size.widthPx > 0 && (
                <BedGrid
                  places={shown}
                  widthPx={size.widthPx}
                  heightPx={size.heightPx}
                  density={density}
                  focusKey={focusKey}
                  onFocus={setFocusKey}
                  onOpen={open}
                  onTurnPage={turnPage}
                />
              )
            )}
          </div>
          {large !== null && (
            <LargeBed
              place={large}
              position={`bed ${beds.indexOf(large) + 1} of ${beds.length}`}
              onClose={close}
              onStep={step}
            />
          )}
        </main>
        {aboutOpen && <AboutDialog state={state} onClose={() => setAboutOpen(false)} />}
      </div>
    </WallServicesContext>
  );
}

/** Gives the focus back to the bed's tile when the large view closes. */
function useFocusAfterClosing(isOpen: boolean, key: string | null): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen && key !== null) {
      document.querySelector<HTMLElement>(`[data-bed-key="${CSS.escape(key)}"]`)?.focus();
    }
    wasOpen.current = isOpen;
  }, [isOpen, key]);
}

/** Keys that work wherever the focus is, unless a control has taken them. `take` says whether it used the key. */
function useWindowKeys(take: (key: string) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.shiftKey && event.key.startsWith('Arrow')) return; // these move the cursor of the large view
      if (latest.current(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
