import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import { dayText } from '#renderer/review/reviewTexts.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { type EventRow, leadOf } from './eventList.ts';
import { lastedText, repeatsNote, repeatsText, rowNote } from './eventTexts.ts';
import type { EventType, StayEvent } from './stayEvents.ts';

/** Signs of what is no alarm: never one of those that alarms have. */
const signs: Readonly<Record<Exclude<EventType, 'alarm'>, string>> = { gap: '▨', note: '⚑', move: '⇄' };

/** A row of the list: when, what, how long, and who answered; its button leads to the strip. */
export function EventRowView({
  id,
  row,
  topPx,
  heightPx,
  isLookedAt,
  isAtCursor,
  nameOf,
  isStationHere,
  onChoose,
  onUnfold,
  onStrip,
}: {
  id: string;
  row: EventRow;
  topPx: number;
  heightPx: number;
  isLookedAt: boolean;
  /** The cursor is at the event that is looked at, and not beside it. */
  isAtCursor: boolean;
  nameOf: (actorId: string) => string;
  isStationHere: boolean;
  onChoose: () => void;
  onUnfold: (isUnfolded: boolean) => void;
  onStrip: () => void;
}) {
  const event = leadOf(row);
  const isRepeats = row.kind === 'repeats';
  const text = isRepeats ? repeatsText(row) : row.event.text;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys, and tells which row is active
    <div
      id={id}
      className="event"
      role="treeitem"
      tabIndex={-1}
      aria-level={row.kind === 'event' && row.isRepeat ? 2 : 1}
      aria-expanded={isRepeats ? row.isUnfolded : undefined}
      aria-selected={isLookedAt}
      data-at-cursor={isAtCursor}
      data-type={event.type}
      data-priority={event.type === 'alarm' ? event.priority : undefined}
      data-withdrawn={event.type === 'note' && event.shown.withdrawn !== null}
      data-repeat={row.kind === 'event' && row.isRepeat}
      style={{ top: topPx, height: heightPx }}
      onClick={onChoose}
      onDoubleClick={onStrip}
    >
      <div className="event-when">
        <span className="event-time">{timeOfDay(event.atMs, true)}</span>
        <span className="event-day">{dayText(event.atMs)}</span>
      </div>
      <div className="event-sign">
        <Sign event={event} />
      </div>
      <div className="event-what">
        <div className="event-text">
          {isRepeats && (
            <button
              type="button"
              className="event-fold"
              tabIndex={-1}
              aria-label={`${row.isUnfolded ? 'Fold' : 'Unfold'} ${text}`}
              onClick={(press) => {
                press.stopPropagation();
                onUnfold(!row.isUnfolded);
              }}
            >
              {row.isUnfolded ? '▾' : '▸'} ×{row.events.length}
            </button>
          )}
          <strong>{text}</strong>
        </div>
        <div className="event-note">{isRepeats ? repeatsNote(row) : rowNote(row.event, nameOf, isStationHere)}</div>
      </div>
      <div className="event-lasted">{isRepeats ? '' : lastedText(row.event)}</div>
      <div className="event-go">
        <button
          type="button"
          className="bar-button"
          tabIndex={-1}
          aria-label={`Strip of ${text}, ${timeOfDay(event.atMs, true)}`}
          onClick={(press) => {
            press.stopPropagation();
            onStrip();
          }}
        >
          Strip
        </button>
      </div>
    </div>
  );
}

/** The sign of a priority, as everywhere, or of what it is else. */
export function Sign({ event }: { event: StayEvent }) {
  if (event.type === 'alarm') return <AlarmSign priority={event.priority} />;
  return <span aria-hidden="true">{signs[event.type]}</span>;
}
