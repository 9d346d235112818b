import { useAlarmServices, useValueOf } from './alarmServices.ts';

/** Who decides at this window; pressed, it asks anew. */
export function PersonChip() {
  const { person, decisions } = useAlarmServices();
  const { person: who, asksEachTime } = useValueOf(person.state);
  const words = who?.displayName ?? (asksEachTime ? 'asks each time' : 'Who is here?');
  return (
    <button
      type="button"
      className="bar-button bar-person"
      title="Who decides at this screen. Press to change"
      aria-label={`At this screen: ${words}. Change`}
      onClick={() => void decisions.askWho()}
    >
      {words}
    </button>
  );
}
