import { useState } from 'react';
import type { Ledger, LedgerEntry, Outcome } from '#domain/alarms/load/ledger.ts';
import type { Reason } from '#domain/alarms/triage/presentation.ts';
import { durationText, timeOfDay } from '#renderer/shared/timeTexts.ts';
import { stageTexts } from './loadTexts.ts';

const outcomeTexts: Readonly<Record<Outcome, string>> = {
  calledLater: 'called later',
  spokenFor: 'another called for it',
  wentOn: 'under an answered call',
  listed: 'on the list, no call',
  unseen: 'never called',
};

/** The safety ledger: what did not call, why, and what of it turned out to stand. Those that stood come first. */
export function LedgerTable({ ledger, bedName }: { ledger: Ledger; bedName: (bedKey: string) => string }) {
  const [onlyStood, setOnlyStood] = useState(true);
  const shown = onlyStood ? ledger.entries.filter(({ stood }) => stood) : ledger.entries;
  const stages = Object.entries(ledger.byStage) as [Reason['stage'], { count: number; stood: number }][];
  return (
    <section className="load-ledger" aria-label="Safety ledger">
      <header>
        <h2>Safety ledger</h2>
        <label>
          <input type="checkbox" checked={onlyStood} onChange={() => setOnlyStood(!onlyStood)} />
          only what turned out to stand
        </label>
      </header>
      <div className="load-ledger-parts">
        <table>
          <thead>
            <tr>
              <th>Reason</th>
              <th>Alarms</th>
              <th>stood</th>
            </tr>
          </thead>
          <tbody>
            {stages
              .sort(([, a], [, b]) => b.count - a.count)
              .map(([stage, { count, stood }]) => (
                <tr key={stage}>
                  <td>{stageTexts[stage]}</td>
                  <td>{count}</td>
                  <td>{stood}</td>
                </tr>
              ))}
            <tr data-loud={ledger.withoutReason > 0}>
              <td>without a reason</td>
              <td>{ledger.withoutReason}</td>
              <td>-</td>
            </tr>
          </tbody>
        </table>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <div className="load-ledger-list" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th>Time</th>
                <th>Bed</th>
                <th>Alarm</th>
                <th>stood for</th>
                <th>without a call</th>
                <th>Why</th>
                <th>What became of it</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((entry) => (
                <Row key={`${entry.alarmId} ${entry.sinceMs}`} entry={entry} bedName={bedName} />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p>Nothing.</p>}
          {ledger.omitted > 0 && <p>{ledger.omitted} more are counted and not listed.</p>}
        </div>
      </div>
    </section>
  );
}

function Row({ entry, bedName }: { entry: LedgerEntry; bedName: (bedKey: string) => string }) {
  const { sinceMs, endedMs, bedKey, label, priority, lessMs, reasons, outcome } = entry;
  return (
    <tr data-stood={entry.stood}>
      <td>{timeOfDay(sinceMs, true)}</td>
      <td>{bedName(bedKey)}</td>
      <td>
        {label} <span className="load-quiet">{priority}</span>
      </td>
      <td>{endedMs === null ? 'still' : durationText(endedMs - sinceMs)}</td>
      <td>{durationText(lessMs)}</td>
      <td>{reasons.join('; ')}</td>
      <td>{outcomeTexts[outcome]}</td>
    </tr>
  );
}
