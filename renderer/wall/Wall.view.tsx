import './wall.css';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Announcer } from '#renderer/alarms/Announcer.view.tsx';
import { AlarmContext } from '#renderer/alarms/alarmServices.ts';
import { ChargeView } from '#renderer/alarms/charge/ChargeView.view.tsx';
import { DecisionDialogs } from '#renderer/alarms/DecisionDialogs.view.tsx';
import { pressEpisodeKey } from '#renderer/alarms/episodeKeys.ts';
import { flash } from '#renderer/alarms/flash.ts';
import { flashingAs, isShownAtBed } from '#renderer/alarms/listed.ts';
import { OffMenu } from '#renderer/alarms/off/OffMenu.view.tsx';
import { toggleAudio } from '#renderer/alarms/off/toggleAudio.ts';
import { focusRail, Rail } from '#renderer/alarms/rail/Rail.view.tsx';
import { railPlace } from '#renderer/alarms/rail/railPlace.ts';
import { ReviewDoorContext } from '#renderer/alarms/reviewDoor.ts';
import { Toast } from '#renderer/alarms/Toast.view.tsx';
import type { ReviewOpening } from '#renderer/review/reviewServices.ts';
import { waveKey } from '#renderer/waveforms/waveKeys.ts';
import { AboutDialog } from './AboutDialog.view.tsx';
import { arrange } from './arrange.ts';
import { BedGrid } from './BedGrid.view.tsx';
import { EmptyWall } from './EmptyWall.view.tsx';
import { pageCapacity } from './gridFit.ts';
import { KeysDialog } from './KeysDialog.view.tsx';
import { LargeBed } from './LargeBed.view.tsx';
import { allKeys } from './layouts.store.ts';
import type { OrderEdit } from './order.ts';
import { RecordPage } from './RecordPage.view.tsx';
import { openingOfAlarm, openingOfBed, ReviewOverWall } from './ReviewOverWall.view.tsx';
import { SoundDialog } from './SoundDialog.view.tsx';
import { SpotlightRegion } from './SpotlightRegion.view.tsx';
import { StatusBar } from './StatusBar.view.tsx';
import { useValue, type WallServices, WallServicesContext } from './services.ts';
import type { Density } from './tileLayout.ts';
import { useBoxSize } from './useBoxSize.ts';
import { useCarousel } from './useCarousel.ts';
import { usePixelRatio } from './usePixelRatio.ts';
import { useShownHere } from './useShownHere.ts';
import { useSpotlight } from './useSpotlight.ts';
import { ViewMenu } from './ViewMenu.view.tsx';
import { windowTitle } from './windowNumber.ts';

/** Of the window, for the spotlight; within limits in CSS pixels. */
const SPOTLIGHT_SHARE = 0.34;
const SPOTLIGHT_PX = { least: 360, most: 1300 };

/** What stands over the wall. */
type Overlay = 'about' | 'keys' | 'view' | 'off' | 'sound' | null;

/**
 * The window: a status bar, and below it the beds, page by page, or one bed large. The keys are those of KeysDialog.
 */
export function Wall({ services, opensCharge = false }: { services: WallServices; opensCharge?: boolean }) {
  const { layouts, settings } = services;
  const state = useValue(services.wall.state);
  const { layout, canUndo } = useValue(layouts.state);
  const { ref: box, size } = useBoxSize<HTMLElement>();
  const { ref: body, size: bodySize } = useBoxSize<HTMLDivElement>();
  const pixelRatio = usePixelRatio();
  const [density, setDensity] = useState<Density>('near');
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const [largeKey, setLargeKey] = useState<string | null>(null);
  const [wantedPage, setWantedPage] = useState(0);
  const [overlay, showOverlay] = useState<Overlay>(null);
  const [isCharge, setCharge] = useState(opensCharge);
  const [isRecord, setRecord] = useState(false);
  const [review, setReview] = useState<ReviewOpening | null>(null);
  const [isRailOver, setRailOver] = useState(false);
  const rail = railPlace(bodySize.widthPx, density === 'far');
  const isRailShown = rail.isOverlay ? isRailOver : layout.rail;

  const arranged = useMemo(() => arrange(state.places, layout), [state.places, layout]);
  const spotlightPx = layout.spotlight ? spotlightWidth(size.widthPx) : 0;
  const gridWidthPx = size.widthPx - spotlightPx;
  const capacity = layout.bedsAPage === 'auto' ? pageCapacity(gridWidthPx, size.heightPx) : layout.bedsAPage;
  const pages = Math.max(1, Math.ceil(arranged.length / capacity));
  const page = Math.min(wantedPage, pages - 1);
  const shown = useMemo(() => arranged.slice(page * capacity, (page + 1) * capacity), [arranged, page, capacity]);
  const beds = useMemo(() => arranged.filter((place) => place.kind === 'bed'), [arranged]);
  const ours = useMemo(() => new Set(beds.map(({ key }) => key)), [beds]);
  const { spotlight, togglePin } = useSpotlight(services, layout.spotlight, ours);
  const spotlit = beds.find((place) => place.key === spotlight?.bedKey) ?? null;
  // A bed that this window does not show can still be opened, from the notice of its alarm.
  const large = state.places.find((place) => place.kind === 'bed' && place.key === largeKey);
  const largeBed = large?.kind === 'bed' ? large : null;
  const visible = useMemo(
    () =>
      new Set(
        // A review covers the beds: the bar tells of the alarms behind it.
        review !== null
          ? []
          : largeBed !== null
            ? [largeBed.key]
            : isCharge
              ? state.places.map(({ key }) => key)
              : [...shown.map(({ key }) => key), ...(spotlit === null ? [] : [spotlit.key])],
      ),
    [shown, largeBed, spotlit, isCharge, review, state.places],
  );
  useShownHere(services.windows, ours);

  const turnPage = useCallback(
    (by: 1 | -1) => setWantedPage(Math.min(pages - 1, Math.max(0, page + by))),
    [page, pages],
  );
  const open = useCallback((key: string) => {
    setLargeKey(key);
    setFocusKey(key);
    setRailOver(false);
    setReview(null);
  }, []);
  const step = useCallback(
    (by: 1 | -1) => {
      const at = beds.findIndex((place) => place.key === largeKey);
      const next = beds[at + by];
      if (at < 0 || next === undefined) return;
      open(next.key);
      setWantedPage(Math.floor(arranged.indexOf(next) / capacity));
    },
    [beds, largeKey, open, arranged, capacity],
  );
  const toggleFar = useCallback(() => setDensity((held) => (held === 'far' ? 'near' : 'far')), []);
  const close = useCallback(() => setLargeKey(null), []);
  const edit = useCallback(
    (change: OrderEdit) => layouts.edit(change, services.wall.state.value.places),
    [layouts, services],
  );
  const all = () => allKeys(state.places, layout);
  const swap = (key: string, withKey: string) => edit({ kind: 'swap', key, withKey, all: all() });
  const takeToPage = (key: string, by: 1 | -1) => {
    const at = arranged.findIndex((place) => place.key === key);
    const target = arranged[Math.min(at + by * capacity, arranged.length - 1)];
    if (page + by < 0 || page + by >= pages || target === undefined || target.kind === 'gateway') return;
    swap(key, target.key);
    setWantedPage(page + by);
  };

  useEffect(() => {
    document.title = windowTitle(services.window);
  }, [services.window]);
  useEffect(
    () => flash(document.documentElement, services.alarms.byBed, services.clock),
    [services.alarms, services.clock],
  );
  useCarousel(services, {
    everyS: layout.carouselS,
    pages,
    isHeld: () =>
      largeBed !== null ||
      overlay !== null ||
      isCharge ||
      review !== null ||
      shown.some(
        ({ key }) => services.alarms.byBed.value.get(key)?.some((listed) => flashingAs(listed) !== null) === true,
      ),
    onTurn: () => setWantedPage((page + 1) % pages),
  });

  useFocusAfterClosing(largeBed !== null, focusKey);
  const rememberReviewFocus = useFocusBefore(review !== null);
  const openReview = (opening: ReviewOpening) => {
    if (review === null) rememberReviewFocus();
    setRailOver(false);
    setReview(opening);
  };
  const closeReview = () => setReview(null);
  const reviewBed = (bedKey: string | null) => {
    const place = state.places.find((each) => each.kind === 'bed' && each.key === bedKey);
    openReview(place?.kind === 'bed' ? openingOfBed(place, Math.floor(services.clock.nowMs())) : { kind: 'list' });
  };
  const rememberFocus = useFocusBefore(overlay !== null);
  const setOverlay = (next: Overlay) => {
    if (overlay === null) rememberFocus();
    showOverlay(next);
  };
  const railFocus = useFocusWhenShown(isRailShown, focusRail);
  const showRail = (isOn: boolean) => {
    if (rail.isOverlay) setRailOver(isOn);
    else layouts.change({ rail: isOn });
  };
  const leaveRail = () => {
    if (rail.isOverlay) setRailOver(false);
    focusWall();
  };
  const pressRail = () => {
    const isInside = document.activeElement?.closest('.rail') != null;
    if (!isRailShown) {
      railFocus();
      showRail(true);
    } else if (isInside) {
      showRail(false);
      focusWall();
    } else focusRail();
  };
  const toggleCharge = () => {
    closeReview();
    if (largeBed !== null) close();
    setCharge(largeBed !== null || review !== null || !isCharge);
  };

  useWindowKeys((event) => {
    const { key, ctrlKey } = event;
    if (ctrlKey && !event.altKey) {
      if (key.toLowerCase() !== 'z' || !canUndo || largeBed !== null) return false;
      edit({ kind: 'undo' });
      return true;
    }
    if ((overlay === 'view' || overlay === 'off') && key === 'Escape') setOverlay(null);
    else if (key === '?') setOverlay('keys');
    else if (key === 'v' || key === 'V') setOverlay(overlay === 'view' ? null : 'view');
    else if (key === 'f' || key === 'F') toggleFar();
    else if (key === 'w' || key === 'W') pressRail();
    else if (key === 'c' || key === 'C') toggleCharge();
    else if (key === 'o' || key === 'O') setRecord(!isRecord);
    else if (review !== null && isFromBeds(event))
      return false; // its own keys are in its room
    else if (isRecord && key === 'Escape') setRecord(false);
    else if (key === 'p' || key === 'P') toggleAudio(services.alarms, services.decisions);
    else if (largeBed !== null && key === 'Escape') close();
    else if (largeBed !== null && key === 'ArrowLeft') step(-1);
    else if (largeBed !== null && key === 'ArrowRight') step(1);
    else if (largeBed === null && isCharge && key === 'Escape') setCharge(false);
    else if (largeBed === null && !isCharge && key === 'PageDown') turnPage(1);
    else if (largeBed === null && !isCharge && key === 'PageUp') turnPage(-1);
    else {
      const focused = (document.activeElement as HTMLElement | null)?.dataset;
      const bedKey = focused?.['bedKey'] ?? largeBed?.key ?? null;
      const place = focused?.['place'];
      const { episodes } = services.alarms.view.value.worklist;
      // A row names its patient; a bed means who lies there now, and nobody who did before.
      const bedPatient = services.bedNames.value.get(bedKey ?? '')?.patientKey ?? null;
      const episode = episodes.find((each) =>
        place === undefined
          ? each.bedKey === bedKey && isShownAtBed(bedPatient, each.patientKey)
          : each.place === place,
      );
      if (key === 'r' || key === 'R') {
        const leading = place === undefined ? undefined : episode?.members[0];
        if (leading !== undefined) openReview(openingOfAlarm(leading.alarm));
        else reviewBed(bedKey);
        return true;
      }
      if (pressEpisodeKey(key, episode, services.decisions)) return true;
      const action = waveKey(event, { bedKey, isLarge: largeBed !== null });
      if (action === null) return false;
      settings.do(action);
    }
    return true;
  });

  return (
    <WallServicesContext value={services}>
      <AlarmContext value={services}>
        <ReviewDoorContext value={(alarm) => openReview(openingOfAlarm(alarm))}>
          <div className="wall">
            <StatusBar
              state={state}
              ours={ours}
              visible={visible}
              density={density}
              paging={{ page, pages }}
              isViewOpen={overlay === 'view'}
              isOffOpen={overlay === 'off'}
              isRailShown={isRailShown}
              isCharge={isCharge}
              onFarView={toggleFar}
              onView={() => setOverlay(overlay === 'view' ? null : 'view')}
              onOff={() => setOverlay(overlay === 'off' ? null : 'off')}
              onRail={pressRail}
              onCharge={toggleCharge}
              onHistory={() => openReview({ kind: 'list' })}
              onSound={() => setOverlay('sound')}
              onAbout={() => setOverlay('about')}
              onTurnPage={turnPage}
              onOpen={open}
            />
            <div className="wall-body" ref={body}>
              <main className="wall-main" ref={box}>
                <div className="wall-grid-box" inert={largeBed !== null || isCharge || isRecord || review !== null}>
                  {shown.length === 0 ? (
                    <EmptyWall state={state} onHistory={() => openReview({ kind: 'list' })} />
                  ) : (
                    size.widthPx > 0 && (
                      <BedGrid
                        places={shown}
                        cells={Math.min(capacity, arranged.length)}
                        widthPx={gridWidthPx}
                        heightPx={size.heightPx}
                        pixelRatio={pixelRatio}
                        density={density}
                        wavesABed={layout.wavesABed}
                        focusKey={focusKey}
                        onFocus={setFocusKey}
                        onOpen={open}
                        onTurnPage={turnPage}
                        onSwap={swap}
                        onTakeToPage={takeToPage}
                      >
                        {layout.spotlight && (
                          <SpotlightRegion
                            place={spotlit}
                            isPinned={spotlight?.isPinned ?? false}
                            leftPx={gridWidthPx}
                            widthPx={spotlightPx}
                            heightPx={size.heightPx}
                            pixelRatio={pixelRatio}
                            onPin={togglePin}
                            onOpen={open}
                          />
                        )}
                      </BedGrid>
                    )
                  )}
                </div>
                {largeBed !== null && (
                  <LargeBed
                    place={largeBed}
                    position={
                      beds.includes(largeBed)
                        ? `bed ${beds.indexOf(largeBed) + 1} of ${beds.length}`
                        : 'not in this window'
                    }
                    onClose={close}
                    onStep={step}
                    onOpen={open}
                    onReview={() => reviewBed(largeBed.key)}
                    isCovered={review !== null}
                  />
                )}
                {review !== null && (
                  <ReviewOverWall key={JSON.stringify(review)} opening={review} onClose={closeReview} />
                )}
              </main>
              {isRailShown && (
                <Rail
                  widthPx={rail.widthPx}
                  isOverlay={rail.isOverlay}
                  isFar={density === 'far'}
                  onOpen={open}
                  onLeave={leaveRail}
                />
              )}
              {isCharge && largeBed === null && review === null && (
                <ChargeView onOpen={open} onClose={() => setCharge(false)} onLoad={() => setRecord(true)} />
              )}
              {isRecord && review === null && <RecordPage onClose={() => setRecord(false)} />}
              {overlay === 'view' && (
                <ViewMenu places={state.places} onClose={() => setOverlay(null)} onKeys={() => setOverlay('keys')} />
              )}
              {overlay === 'off' && <OffMenu bedKey={largeBed?.key ?? focusKey} onClose={() => setOverlay(null)} />}
              <Toast />
            </div>
            {overlay === 'about' && <AboutDialog state={state} onClose={() => setOverlay(null)} />}
            {overlay === 'sound' && <SoundDialog onClose={() => setOverlay(null)} />}
            {overlay === 'keys' && <KeysDialog onClose={() => setOverlay(null)} />}
            <DecisionDialogs />
            <Announcer />
          </div>
        </ReviewDoorContext>
      </AlarmContext>
    </WallServicesContext>
  );
}

/** Whether a key is pressed elsewhere than in the list of alarms, which stays in use beside a review. */
function isFromBeds({ target }: KeyboardEvent): boolean {
  return !(target instanceof Element) || target.closest('.rail') === null;
}

/** Gives the focus to the large bed, else to the tile that the Tab key leads to. */
function focusWall(): void {
  const target =
    document.querySelector<HTMLElement>('.review') ??
    document.querySelector<HTMLElement>('.large-bed') ??
    document.querySelector<HTMLElement>('.bed-grid [role=gridcell][tabindex="0"]');
  target?.focus();
}

/** Gives the focus to something once it is shown; the returned function says that this is wanted. */
function useFocusWhenShown(isShown: boolean, focus: () => void): () => void {
  const isWanted = useRef(false);
  useLayoutEffect(() => {
    if (isShown && isWanted.current) focus();
    isWanted.current = false;
  }, [isShown, focus]);
  return () => {
    isWanted.current = true;
  };
}

/** Whole CSS pixels: what is left of the window is then whole too. */
function spotlightWidth(windowPx: number): number {
  const wanted = Math.min(SPOTLIGHT_PX.most, Math.max(SPOTLIGHT_PX.least, windowPx * SPOTLIGHT_SHARE));
  return Math.round(Math.min(windowPx / 2, wanted));
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

/**
 * Gives the focus back to where it was before something was opened over the wall, however that is closed and whatever was
 * opened from it in turn: keys of a bed go to the tile that has the focus. To be called before it opens. What is gone
 * meanwhile gets none, and a press elsewhere, which closes it too, moves the focus on.
 */
function useFocusBefore(isOpen: boolean): () => void {
  const before = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) before.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  return () => {
    before.current = document.activeElement as HTMLElement | null;
  };
}

/** Where keys are typed rather than pressed. */
const TYPED_INTO = 'input:not([type=radio], [type=checkbox]), select, textarea';

/** Keys that work wherever the focus is, unless a control has taken them. `take` says whether it used the key. */
function useWindowKeys(take: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // Ctrl and Alt together are AltGraph, with which many keyboards type brackets.
      if (event.defaultPrevented || (event.altKey && !event.ctrlKey) || event.metaKey) return;
      if (event.shiftKey && event.key.startsWith('Arrow')) return; // these move the cursor of the large view
      const { target, key } = event;
      if (document.querySelector('dialog[open]') !== null) return;
      if (target instanceof Element && target.matches(TYPED_INTO) && key !== 'Escape') return;
      if (latest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
