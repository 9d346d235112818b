import { momentText } from '#renderer/review/reviewTexts.ts';
import { Since } from './Since.view.tsx';
import { useLatest, useServices } from './services.ts';
import type { WallState } from './wall.store.ts';

/** What stands on a wall without places: why, and what to do. */
export function EmptyWall({ state, onHistory }: { state: WallState; onHistory: () => void }) {
  return (
    <section className="empty-wall" aria-label="No beds">
      {!state.greeted ? (
        <>
          <h1>{state.station.state === 'lost' ? 'Cannot reach the station' : 'Connecting to the station'}</h1>
          <p>
            <Since sinceMs={state.station.sinceMs} />
            {state.station.reason !== '' && ` · ${state.station.reason}`}
          </p>
          {state.station.state === 'lost' && <p>Vigil keeps trying. If this lasts, restart it.</p>}
        </>
      ) : (
        <>
          <h1>No ward gateways</h1>
          <p>
            The station is running, but no gateway is configured. Name one in <code>vigil.config.json</code> and
            restart, or run <code>npm run demo</code> for a simulated ward.
          </p>
        </>
      )}
      <HeldHistory onHistory={onHistory} />
      {state.notices.length > 0 && (
        <ul className="notices">
          {state.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What can be done without any gateway: look at what is held. */
function HeldHistory({ onHistory }: { onHistory: () => void }) {
  const { archive } = useServices();
  const held = useLatest(
    archive.status,
    ({ heldFromMs, heldUntilMs }) =>
      heldFromMs === null || heldUntilMs === null ? '' : `${momentText(heldFromMs)} to ${momentText(heldUntilMs)}`,
    '',
  );
  const reason = useLatest(archive.status, (status) => status.reason, '');
  if (held === '') return reason === '' ? null : <p>{reason}</p>;
  return (
    <>
      <p>What was recorded from {held} can be reviewed meanwhile.</p>
      <p>
        <button type="button" className="bar-button" onClick={onHistory}>
          Review what is held <kbd>R</kbd>
        </button>
      </p>
      {reason !== '' && <p>{reason}</p>}
    </>
  );
}
