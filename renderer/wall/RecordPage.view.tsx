import { useState } from 'react';
import { bedNameOf, markedName } from '#renderer/alarms/alarmServices.ts';
import { LoadPage } from '#renderer/load/LoadPage.view.tsx';
import { WhatIf } from '#renderer/load/WhatIf.view.tsx';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useServices, useValue } from './services.ts';

/** What alarms asked of people, and what another policy would have: two pages over the wall. */
export function RecordPage({ onClose }: { onClose: () => void }) {
  const { record, alarms, person, bedNames, clock } = useServices();
  const [isWhatIf, setWhatIf] = useState(false);
  const [nowMs] = useState(() => Math.floor(clock.nowMs()));
  const { load, whatIf, limits, problems, asking } = useValue(record.view);
  const { person: who } = useValue(person.state);
  const names = useValue(bedNames);
  const policy = useSubject(alarms.view, (view) => view.policy);
  const shared = {
    problems,
    nowMs,
    bedName: (bedKey: string) => markedName(bedNameOf(names, bedKey)),
    onAsk: (question: Parameters<typeof record.ask>[0]) => record.ask(question),
  };
  const ways = (
    <span className="record-ways">
      <button type="button" className="bar-button" onClick={() => setWhatIf(!isWhatIf)}>
        {isWhatIf ? 'Alarm load' : 'What if …'}
      </button>
      <button type="button" className="bar-button" onClick={onClose}>
        Close <kbd>O</kbd>
      </button>
    </span>
  );
  return (
    <div className="record-page">
      {isWhatIf ? (
        <WhatIf
          key={policy.revision}
          {...shared}
          policy={policy}
          answer={whatIf}
          told={limits}
          asking={asking}
          actorId={who?.personId ?? null}
        >
          {ways}
        </WhatIf>
      ) : (
        <LoadPage {...shared} load={load}>
          {ways}
        </LoadPage>
      )}
    </div>
  );
}
