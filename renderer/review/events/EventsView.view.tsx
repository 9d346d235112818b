import './events.css';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNotes } from '#renderer/review/notes/noteServices.ts';
import { useNameOf } from '#renderer/review/people.ts';
import { within } from '#renderer/review/place.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { useWayKeys } from '#renderer/review/useWayKeys.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { EventFilters } from './EventFilters.view.tsx';
import { EventRowView } from './EventRow.view.tsx';
import { EventSide } from './EventSide.view.tsx';
import {
  type EventListEvent,
  type EventRow,
  leadOf,
  lookedAt,
  reduceEventList,
  rowAfter,
  rowsOf,
} from './eventList.ts';
import type { StayEvent } from './stayEvents.ts';
import { useStayEvents } from './useStayEvents.ts';

/** All rows are as high, CSS pixels: only those in sight are in the page. */
const ROW_PX = 46;
/** Rows beyond the edges that are kept ready. */
const AHEAD = 4;
const NO_EVENTS: readonly StayEvent[] = [];

/**
 * What happened in a stay, as a list: alarms, gaps, where the patient came from. Repeats are one row that unfolds. The cursor of
 * the review follows the row that is chosen; Enter or its button leads to the strip of that moment.
 */
export function EventsView() {
  const { place: where, do: act, latestMs, events: list } = useReview();
  const stay = useSubject(where, (value) => value.stay);
  const cursorMs = useSubject(where, (value) => value.cursorMs);
  const state = useSubject(list, (value) => value);
  const nameOf = useNameOf();
  const { isTold, isStationHere, pinTrouble } = useNotes(stay);
  const held = useStayEvents(stay);
  const events = held.state === 'here' ? held.value : NO_EVENTS;
  const rows = useMemo(() => rowsOf(events, state), [events, state]);
  const momentOf = (event: StayEvent) => within(stay, event.atMs, latestMs());
  const looked = lookedAt(rows, state.chosenId, cursorMs, momentOf);
  const lookedRow = looked?.at ?? -1;

  const scroller = useRef<HTMLDivElement>(null);
  const box = useBoxSize(scroller);
  const [topPx, setTopPx] = useState(0);
  const rowsSeen = Math.max(1, Math.floor(box.heightPx / ROW_PX));
  const first = Math.max(0, Math.floor(topPx / ROW_PX) - AHEAD);
  const seen = rows.slice(first, first + rowsSeen + 2 * AHEAD + 1);
  const hasScrolled = useRef(false);
  // A list that is set in another order is looked at where the chosen row is by now.
  const { order, isGrouped } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order moves the row, its number may be the same
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || box.heightPx === 0 || lookedRow < 0) return;
    const rowTop = lookedRow * ROW_PX;
    if (!hasScrolled.current) element.scrollTop = rowTop - (box.heightPx - ROW_PX) / 2;
    else if (rowTop < element.scrollTop) element.scrollTop = rowTop;
    else if (rowTop + ROW_PX > element.scrollTop + box.heightPx) element.scrollTop = rowTop + ROW_PX - box.heightPx;
    hasScrolled.current = true;
  }, [lookedRow, box.heightPx, order, isGrouped]);

  const dispatch = (event: EventListEvent) => list.next(reduceEventList(list.value, event));
  const choose = (row: EventRow) => {
    dispatch({ type: 'choose', rowId: row.id });
    act({ type: 'goTo', atMs: momentOf(leadOf(row)) });
  };
  const openStrip = (event: StayEvent) => {
    act({ type: 'goTo', atMs: momentOf(event) });
    act({ type: 'look', way: 'strip' });
  };
  const unfold = (row: EventRow, isUnfolded: boolean) => dispatch({ type: 'unfold', rowId: row.id, isUnfolded });
  /** Left and right: less and more of a row, as in the list of alarms. */
  const foldBy = (key: string, at: number) => {
    const row = rows[at];
    if (row?.kind === 'repeats') {
      unfold(row, key === 'ArrowRight');
      choose(row);
      return;
    }
    const head = rows.slice(0, at).findLast(({ kind }) => kind === 'repeats');
    if (key === 'ArrowLeft' && row?.isRepeat === true && head !== undefined) choose(head);
  };
  const take = ({ key, target }: KeyboardEvent): boolean => {
    const isButton = target instanceof Element && target.closest('button') !== null;
    if (isButton && (key === 'Enter' || key === ' ')) return false;
    if (key === 'Enter' && looked !== null) openStrip(looked.event);
    else if (key === 'ArrowLeft' || key === 'ArrowRight') foldBy(key, lookedRow);
    else {
      const next = rowAfter(key, lookedRow, rows.length, rowsSeen, state.order);
      if (next === null) return false;
      const row = rows[next];
      if (row !== undefined) choose(row);
    }
    return true;
  };
  useWayKeys(scroller, take);
  const listId = useId();
  const rowId = (at: number) => `${listId}${at}`;

  return (
    <section className="events" aria-label="Events">
      <EventFilters
        events={events}
        trouble={
          isTold || isStationHere ? pinTrouble : 'Notes are not known here: the station that keeps them is not there'
        }
        rows={rows}
        state={state}
        dispatch={dispatch}
      />
      <div className="events-body">
        <div
          ref={scroller}
          className="events-rows"
          role="tree"
          aria-label={`Events, ${state.order} first`}
          aria-activedescendant={lookedRow < 0 ? undefined : rowId(lookedRow)}
          tabIndex={0}
          onScroll={({ currentTarget }) => setTopPx(currentTarget.scrollTop)}
        >
          {held.state === 'asking' && <p className="review-empty">Reading what is held …</p>}
          {held.state === 'failed' && <p className="review-empty">The history can’t be read: {held.reason}</p>}
          {held.state === 'here' && rows.length === 0 && (
            <p className="review-empty">
              {events.length === 0
                ? 'Nothing happened in this stay, as far as it is held.'
                : 'None of them is like that.'}
            </p>
          )}
          <div className="events-all" style={{ height: rows.length * ROW_PX }}>
            {seen.map((row, k) => {
              const at = first + k;
              return (
                <EventRowView
                  key={row.id}
                  id={rowId(at)}
                  row={row}
                  topPx={at * ROW_PX}
                  heightPx={ROW_PX}
                  isLookedAt={at === lookedRow}
                  isAtCursor={looked !== null && momentOf(looked.event) === cursorMs}
                  nameOf={nameOf}
                  isStationHere={isStationHere}
                  onChoose={() => {
                    choose(row);
                    scroller.current?.focus({ preventScroll: true });
                  }}
                  onUnfold={(isUnfolded) => unfold(row, isUnfolded)}
                  onStrip={() => openStrip(leadOf(row))}
                />
              );
            })}
          </div>
        </div>
        {looked !== null && (
          <EventSide
            event={looked.event}
            nameOf={nameOf}
            isStationHere={isStationHere}
            onStrip={() => openStrip(looked.event)}
          />
        )}
      </div>
    </section>
  );
}
