import './decisionDialogs.css';
import { useAlarmSecond, useAlarmServices, useValueOf } from './alarmServices.ts';

/** What was just decided here, and for a few seconds the way back. */
export function Toast() {
  const { decisions, clock } = useAlarmServices();
  const toast = useValueOf(decisions.toast);
  useAlarmSecond(toast !== null);
  return (
    <div role="status">
      {toast !== null && (
        <div className="alarm-toast">
          <span>{toast.text}</span>
          {toast.undoable.length > 0 && (
            <button type="button" className="bar-button" onClick={() => decisions.undo()}>
              Undo <kbd>U</kbd> {Math.max(0, Math.ceil((toast.untilMs - clock.nowMs()) / 1000))} s
            </button>
          )}
        </div>
      )}
    </div>
  );
}
