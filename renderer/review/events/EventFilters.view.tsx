import { prioritySigns } from '#renderer/alarms/alarmSigns.ts';
import { Choice } from '#renderer/review/Choice.view.tsx';
import {
  countsOf,
  type EventListEvent,
  type EventListState,
  type EventOrder,
  type EventPicks,
  type EventRow,
  eventOrders,
} from './eventList.ts';
import type { StayEvent } from './stayEvents.ts';

/** What can be picked, with its words. */
const picks: readonly {
  readonly of: keyof EventPicks;
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly text: string; readonly title: string }[];
}[] = [
  {
    of: 'type',
    name: 'Type',
    values: [
      { value: 'alarm', text: 'Alarms', title: 'Alarms' },
      { value: 'gap', text: 'Gaps', title: 'Gaps' },
      { value: 'note', text: 'Notes', title: 'Notes and bookmarks' },
      { value: 'move', text: 'Moves', title: 'Moves' },
    ],
  },
  {
    of: 'priority',
    name: 'Priority',
    values: [
      { value: 'high', text: prioritySigns.high, title: 'High priority' },
      { value: 'medium', text: prioritySigns.medium, title: 'Medium priority' },
      { value: 'low', text: prioritySigns.low, title: 'Low priority' },
      { value: 'none', text: 'info', title: 'Information' },
    ],
  },
  {
    of: 'kind',
    name: 'Kind',
    values: [
      { value: 'physiological', text: 'Physiological', title: 'Physiological alarms' },
      { value: 'technical', text: 'Technical', title: 'Technical alarms' },
      { value: 'other', text: 'Other', title: 'Alarms of other kinds' },
    ],
  },
];

const orderTexts: Readonly<Record<EventOrder, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  worst: 'Worst first',
};

/** What of the events is shown, and in which order. Each filter says how many a press would show. */
export function EventFilters({
  events,
  trouble,
  rows,
  state,
  dispatch,
}: {
  events: readonly StayEvent[];
  /** Why notes are not among them, or not what they should be; '' when all is well. */
  trouble: string;
  rows: readonly EventRow[];
  state: EventListState;
  dispatch: (event: EventListEvent) => void;
}) {
  const shown = rows.reduce((sum, row) => {
    if (row.kind === 'repeats') return sum + row.events.length;
    return sum + (row.isRepeat ? 0 : 1);
  }, 0);
  return (
    <div className="events-bar">
      {picks.map(({ of, name, values }) => {
        const counts = countsOf(events, state, of);
        const picked: readonly string[] = state.picks[of];
        const offered = values.filter(({ value }) => counts.has(value) || picked.includes(value));
        if (offered.length === 0) return null;
        return (
          <fieldset key={of} className="review-choice" aria-label={name}>
            {offered.map(({ value, text, title }) => (
              <button
                key={value}
                type="button"
                className="bar-button events-pick"
                data-value={value}
                aria-pressed={picked.includes(value)}
                aria-label={`${title}: ${counts.get(value) ?? 0}`}
                title={title}
                onClick={() => dispatch({ type: 'pick', of, value })}
              >
                {text} <span className="events-count">{counts.get(value) ?? 0}</span>
              </button>
            ))}
          </fieldset>
        );
      })}
      <input
        className="events-words"
        value={state.words}
        placeholder="with these words"
        aria-label="With these words"
        onChange={({ target }) => dispatch({ type: 'words', words: target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          if (event.key === 'Escape') dispatch({ type: 'words', words: '' });
          event.preventDefault();
          event.currentTarget.closest('.events')?.querySelector<HTMLElement>('.events-rows')?.focus();
        }}
      />
      <Choice
        name="Order"
        among={eventOrders}
        chosen={state.order}
        textOf={(order) => orderTexts[order]}
        onChoose={(order) => dispatch({ type: 'order', order })}
      />
      <button
        type="button"
        className="bar-button"
        aria-pressed={state.isGrouped}
        title="Repeats of the same alarm or gap are one row that unfolds"
        onClick={() => dispatch({ type: 'grouped', isGrouped: !state.isGrouped })}
      >
        Repeats as one
      </button>
      <span className="review-quiet events-shown" role="status">
        {shown} of {events.length}
      </span>
      {shown < events.length && (
        <button type="button" className="bar-button" onClick={() => dispatch({ type: 'unpick' })}>
          Show all
        </button>
      )}
      {trouble !== '' && (
        <span className="review-wrong" role="status">
          {trouble}
        </span>
      )}
      <span className="review-quiet events-hint">J K ↑ ↓ move · ← → repeats · Enter: strip</span>
    </div>
  );
}
