import './rail.css';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Episode } from '#domain/alarms/worklist.ts';
import { useAlarmServices, useValueOf } from '#renderer/alarms/alarmServices.ts';
import { flashingAs, listedAlarm } from '#renderer/alarms/listed.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { ForgottenList } from './ForgottenList.view.tsx';
import { RailRow, railRowId } from './RailRow.view.tsx';
import { nothingShown, steadyOrder } from './steadyOrder.ts';
import { UnlistedList } from './UnlistedList.view.tsx';
import { useNear } from './useNear.ts';

/** In a flood rows are one line each, so that as many patients as can be are on the screen; so few are there whole. */
const MOST_WHOLE_ROWS = 10;

/** More than any screen has at the top of the list: these need not be seen to be near before they tell all. */
const FIRST_ROWS = 40;

/**
 * The alarm list beside the wall: patients with alarms, worst first, and what has been forgotten or is held back. A tree for
 * the keyboard: up and down between patients, right and left for more and less of one, Enter opens the bed; the letters of
 * episodeKeys.ts are the window's. When rows may move says steadyOrder.ts. In a flood every patient has one line, so that
 * as many as possible are in sight; nobody is left out.
 */
export function Rail({
  widthPx,
  isOverlay,
  isFar,
  onOpen,
  onLeave,
}: {
  widthPx: number;
  /** It stands over the beds. */
  isOverlay: boolean;
  /** To be read from 5 m. */
  isFar: boolean;
  onOpen: (bedKey: string) => void;
  onLeave: () => void;
}) {
  const { alarms } = useAlarmServices();
  const worklist = useSubject(alarms.view, (view) => view.worklist);
  const floodSinceMs = useSubject(alarms.view, (view) => view.floodSinceMs);
  const { list, rows, handling } = useRows(worklist.episodes);
  const scroll = useRef<HTMLDivElement>(null);
  const near = useNear(scroll);
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const reachable = rows.some(({ episode }) => episode.place === focusKey) ? focusKey : rows[0]?.episode.place;

  const expand = useRef((place: string, isExpanded: boolean) =>
    setExpanded((held) => {
      const next = new Set(held);
      if (isExpanded) next.add(place);
      else next.delete(place);
      return next;
    }),
  ).current;
  const goTo = (index: number) => {
    const key = rows[Math.max(0, Math.min(rows.length - 1, index))]?.episode.place;
    if (key !== undefined) focusRow(key);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = rows.findIndex(({ episode }) => episode.place === reachable);
    const episode = rows[at]?.episode;
    const key = episode?.place;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(rows.length - 1),
      ArrowRight: () => key !== undefined && expand(key, true),
      ArrowLeft: () => key !== undefined && expand(key, false),
      ' ': () => key !== undefined && expand(key, !expanded.has(key)),
      Enter: () => episode !== undefined && onOpen(episode.bedKey),
      Escape: onLeave,
    };
    const isElsewhere = event.target instanceof Element && event.target.closest('button, summary') !== null;
    if (isElsewhere && event.key !== 'Escape') return;
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  return (
    <aside
      className="rail"
      aria-label="Alarms"
      data-overlay={isOverlay}
      data-far={isFar}
      data-flood={floodSinceMs !== null}
      style={{ width: widthPx }}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...handling}
    >
      <RailHead episodes={worklist.episodes} floodSinceMs={floodSinceMs} />
      <div ref={scroll} className="rail-scroll">
        {rows.length === 0 ? (
          <Calm />
        ) : (
          <div ref={list} className="rail-list" role="tree" aria-label="Patients with alarms, worst first">
            {rows.map(({ episode, isGone }, index) => (
              <RailRow
                key={episode.place}
                episode={episode}
                isGone={isGone}
                isNear={index < FIRST_ROWS || near.has(episode.place)}
                isReachable={episode.place === reachable}
                isExpanded={expanded.has(episode.place)}
                isDense={floodSinceMs !== null && worklist.episodes.length > MOST_WHOLE_ROWS}
                onFocus={setFocusKey}
                onExpand={expand}
                onOpen={onOpen}
              />
            ))}
          </div>
        )}
        <ForgottenList onGoTo={focusRow} />
        <UnlistedList />
      </div>
    </aside>
  );
}

/** Brings the focus into the list: to the row that had it, else the worst. */
export function focusRail(): void {
  const row = document.querySelector<HTMLElement>('.rail [role=treeitem][tabindex="0"]');
  (row ?? document.querySelector<HTMLElement>('.rail'))?.focus();
}

function focusRow(place: string): void {
  const row = document.getElementById(railRowId(place));
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

interface Row {
  readonly episode: Episode;
  readonly isGone: boolean;
}

/** Rows in an order that is steady while somebody handles them. */
function useRows(episodes: readonly Episode[]) {
  const { alarms, clock, ticker } = useAlarmServices();
  const settings = useSubject(alarms.view, (view) => view.settings);
  const list = useRef<HTMLDivElement>(null);
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const order = useRef(nothingShown);
  const last = useRef<ReadonlyMap<string, Episode>>(new Map());
  const [, lookAgain] = useReducer((count: number) => count + 1, 0);
  const highs = useMemo(
    () =>
      new Map(
        episodes.flatMap(({ place, members }) =>
          members.flatMap((member) => {
            const listed = listedAlarm(member, settings, alarms.nameOf);
            return listed !== null && flashingAs(listed) === 'high' ? [[member.alarm.id, place] as const] : [];
          }),
        ),
      ),
    [episodes, settings, alarms],
  );
  const keys = useMemo(() => episodes.map(({ place }) => place), [episodes]);
  order.current = steadyOrder(order.current, { keys, highs, isHandled: isPointed || isFocused }, clock.monotonicMs());
  const now = new Map(episodes.map((episode) => [episode.place, episode]));
  const rows = order.current.keys.flatMap((key): Row[] => {
    const standing = now.get(key);
    const episode = standing ?? last.current.get(key);
    return episode === undefined ? [] : [{ episode, isGone: standing === undefined }];
  });
  last.current = new Map(rows.map(({ episode }) => [episode.place, episode]));

  const isWaiting = order.current.waitingSinceMs !== null;
  useEffect(() => {
    if (!isWaiting) return;
    const subscription = ticker.subscribe(lookAgain);
    return () => subscription.unsubscribe();
  }, [isWaiting, ticker]);
  useFocusThatStays(list, rows);
  const handling = {
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: ({ currentTarget }: { currentTarget: Element }) =>
      setFocused(currentTarget.contains(document.activeElement) && document.activeElement !== currentTarget),
  };
  return { list, rows, handling };
}

/** A row that is moved in the document loses the focus: gives it back. */
function useFocusThatStays(list: React.RefObject<HTMLDivElement | null>, rows: readonly Row[]): void {
  const held = useRef<string | null>(null);
  useLayoutEffect(() => {
    const box = list.current;
    if (box === null) return;
    const remember = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null;
      held.current = row?.dataset['place'] ?? null;
    };
    const forget = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) held.current = null;
    };
    box.addEventListener('focusin', remember);
    box.addEventListener('focusout', forget);
    return () => {
      box.removeEventListener('focusin', remember);
      box.removeEventListener('focusout', forget);
    };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the rows
  useLayoutEffect(() => {
    if (held.current === null || document.activeElement !== document.body) return;
    const row =
      document.getElementById(railRowId(held.current)) ?? list.current?.querySelector<HTMLElement>('[role=treeitem]');
    row?.focus();
  }, [list, rows]);
}

function RailHead({ episodes, floodSinceMs }: { episodes: readonly Episode[]; floodSinceMs: number | null }) {
  const unanswered = episodes.filter(({ isUnanswered }) => isUnanswered).length;
  return (
    <header className="rail-head">
      {floodSinceMs !== null && (
        <strong className="rail-flood">FLOOD since {timeOfDay(floodSinceMs)}: one list, worst first</strong>
      )}
      <div className="rail-counts">
        <span className="rail-count" data-any={unanswered > 0}>
          <strong>{unanswered}</strong> unanswered
        </span>
        <span>
          {episodes.length === 1 ? '1 patient' : `${episodes.length} patients`} <kbd>W</kbd>
        </span>
      </div>
    </header>
  );
}

/** Nothing stands; or nobody can know. */
function Calm() {
  const { decisions } = useAlarmServices();
  const isLost = useValueOf(decisions.trouble) !== '';
  return (
    <div className="rail-calm">
      {isLost ? (
        <p>The station is lost: what stands now is not known here.</p>
      ) : (
        <>
          <svg viewBox="0 0 48 48" aria-hidden="true">
            <path d="M24 4A20 20 0 1 0 24 44A20 20 0 0 0 24 4ZM15 25 21.5 31.5 34 18" />
          </svg>
          <p>No alarm stands.</p>
        </>
      )}
    </div>
  );
}
