import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import type { Span } from '#renderer/history/spans.ts';
import { momentText } from '#renderer/review/reviewTexts.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import { gathered } from './gathered.ts';

/** Alarms in time, by priority; those too near to each other for a hand are one. A click leads to the strip of that moment. */
export function AlarmMarks({
  marks,
  seen,
  widthPx,
  onOpen,
}: {
  readonly marks: readonly AlarmMark[];
  readonly seen: Span;
  readonly widthPx: number;
  readonly onOpen: (atMs: number) => void;
}) {
  return gathered(marks, seen, widthPx).map(({ worst, count, xPx }) => {
    const moment = `${momentText(worst.fromMs, true)} ${worst.text}`;
    const others = count > 1 ? `, and ${count - 1} more here` : '';
    return (
      <button
        key={worst.id}
        type="button"
        className="trends-alarm"
        data-priority={worst.priority}
        style={{ left: xPx }}
        title={`${moment}${others}\nclick: its strip`}
        aria-label={`${worst.priority} priority: ${moment}${others}: open its strip`}
        onClick={() => onOpen(worst.fromMs)}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <AlarmSign priority={worst.priority} />
        {count > 1 && <span>{count}</span>}
      </button>
    );
  });
}
