import { useEffect, useState } from 'react';
import type { HistoryStatus } from '#renderer/history/archive.ts';
import { dayAndTime } from '#renderer/shared/timeTexts.ts';
import { EraseHistory } from './EraseHistory.view.tsx';
import { LinkMark } from './LinkMark.view.tsx';
import { ModalDialog } from './ModalDialog.view.tsx';
import { bedLink } from './places.ts';
import { useLatest, useServices } from './services.ts';
import { gatewayClockText, gatewayName } from './texts.ts';
import type { WallState } from './wall.store.ts';

/** What this is, what it is not, and what the station has counted. Modal while it is there. */
export function AboutDialog({ state, onClose }: { state: WallState; onClose: () => void }) {
  return (
    <ModalDialog className="about" titleId="about-title" onClose={onClose} isRead>
      <h1 id="about-title">
        Vigil <span className="large-quiet">{state.version}</span>
      </h1>
      <p>
        An advisory second view beside the bedside monitors. It is not a medical device and no primary alarm: watch and
        answer alarms at the bedside. Alarms of high priority are shown and heard as the bedside reports them; others
        may be held back or joined, with the reason in the list.
      </p>
      {state.notices.length > 0 && (
        <section>
          <h2>Notices from the station</h2>
          <ul className="notices">
            {state.notices.map((notice) => (
              <li key={notice}>{notice}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>Gateways{state.stationName !== '' && ` of station ${state.stationName}`}</h2>
        {state.gateways.length === 0 && <p>None is configured.</p>}
        {state.gateways.map((gateway) => {
          const link = bedLink(state.station, gateway.link);
          const counts = Object.entries(gateway.counts);
          return (
            <article key={gateway.gatewayId} className="about-gateway">
              <h3>
                <LinkMark state={link.state} /> {gatewayName(gateway)}
                {gateway.simulated && <span className="tile-simulated">SIM</span>}
              </h3>
              <dl className="details">
                <dt>Gateway</dt>
                <dd>{gateway.displayName || gateway.gatewayId}</dd>
                <dt>Link</dt>
                <dd>{link.state === 'live' ? 'live' : `${link.why} ${link.detail}`}</dd>
                <dt>Its clock</dt>
                <dd>{gatewayClockText(gateway)}</dd>
                <dt>Counts</dt>
                <dd>{counts.length === 0 ? 'none' : counts.map(([name, count]) => `${name} ${count}`).join(', ')}</dd>
              </dl>
            </article>
          );
        })}
        <p className="large-quiet">{leftOutText(state)}</p>
      </section>
      <HistorySection />
    </ModalDialog>
  );
}

/** What is kept of the last days, and who writes it. */
function HistorySection() {
  const { archive } = useServices();
  const status = useLatest(archive.status, historyText, '');
  return (
    <section>
      <h2>History</h2>
      <p>{status}</p>
      {usePromised() === false && (
        <p className="large-quiet">
          This browser has not promised to keep it: it may let go of all of it when its disk is nearly full. The desktop
          application, or a browser that has this page as a bookmark or installed, keeps it.
        </p>
      )}
      <EraseHistory />
    </section>
  );
}

/** Whether the browser has promised to keep what is stored, which it was asked for (index.tsx); null: not known. */
function usePromised(): boolean | null {
  const [isPromised, setPromised] = useState<boolean | null>(null);
  useEffect(() => {
    navigator.storage.persisted().then(setPromised, () => {});
  }, []);
  return isPromised;
}

/** Lines by state; `off` has its reason alone. */
const historyStates: Readonly<Record<HistoryStatus['state'], string>> = {
  opening: 'The history is being opened.',
  writing: 'This window writes down all waves, values and alarms.',
  reading: 'Another window of this browser writes down all waves, values and alarms; this one goes on when it closes.',
  stopped: 'Nothing is written down now; what is held can be read.',
  off: '',
};

function historyText({ state, reason, heldFromMs }: HistoryStatus): string {
  const since = heldFromMs === null ? '' : `Held from ${dayAndTime(heldFromMs)} on.`;
  return [historyStates[state], since, reason].filter((text) => text !== '').join(' ');
}

/** What never came to this window. Marks may be left out where no sample is: they wait in a line of their own. */
function leftOutText({ droppedSamples, droppedSpells, droppedMarks }: WallState): string {
  if (droppedSamples === 0 && droppedMarks === 0 && droppedSpells === 0) {
    return 'The station left out no sample and no mark of a beat or a pacer pulse for this window.';
  }
  const times = droppedSpells === 1 ? 'once' : `${droppedSpells} times`;
  return `This window was too slow ${times}: of what it missed, ${droppedSamples} samples and ${droppedMarks} marks of beats and pacer pulses never came.`;
}
