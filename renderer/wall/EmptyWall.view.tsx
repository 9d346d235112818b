import { Since } from './Since.view.tsx';
import type { WallState } from './wall.store.ts';

/** What stands on a wall without places: why, and what to do. */
export function EmptyWall({ state }: { state: WallState }) {
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
