import './load.css';
import { type ReactNode, useState } from 'react';
import type { AlarmQuestion } from '#bridge/messages.ts';
import type { LoadReport } from '#domain/alarms/load/loadReport.ts';
import type { WhatIf as Answered } from '#domain/alarms/load/whatIf.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import type { Problem } from '#domain/alarms/shape.ts';
import { durationText, timeOfDay } from '#renderer/shared/timeTexts.ts';
import { percentText, rateText, spreadText } from './loadTexts.ts';
import { numberAt, type PolicyField, policyFields, withValue } from './policyFields.ts';

const HOUR_MS = 3_600_000;
const spans = [1, 8, 12, 24] as const;

/**
 * Tries another policy on what the ward has lived through, and puts it into force only with a reason. Beside every figure of
 * what is saved stands how many calls are lost.
 *
 * @param policy in force
 * @param answer to the last question; null: none yet
 * @param isAsking a replay is under way
 * @param nowMs the station's clock when the page was opened
 */
export function WhatIf({
  policy,
  answer,
  isAsking,
  problems,
  nowMs,
  actorId,
  bedName,
  onAsk,
  children,
}: {
  policy: AlarmPolicy;
  answer: Answered | null;
  isAsking: boolean;
  problems: readonly Problem[];
  nowMs: number;
  /** Who would put it into force; null: nobody has said who they are. */
  actorId: string | null;
  bedName: (bedKey: string) => string;
  onAsk: (question: AlarmQuestion) => void;
  children?: ReactNode;
}) {
  const [draft, setDraft] = useState(policy);
  const [hours, setHours] = useState<number>(24);
  const [why, setWhy] = useState('');
  const [triedPolicy, setTried] = useState<AlarmPolicy | null>(null);
  const read = readPolicy(draft);
  const wrong = read.ok ? problems : read.problems;
  const fields = policyFields(policy);
  const isChanged = fields.some((field) => numberAt(draft, field) !== numberAt(policy, field));
  const isTried = answer !== null && triedPolicy === draft && !isAsking;
  return (
    <section className="load what-if" aria-label="What if">
      <header className="load-head">
        <h1>What if</h1>
        <span className="load-quiet">policy {policy.revision} is in force</span>
        {children}
      </header>
      <div className="what-if-body">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setTried(draft);
            onAsk({ of: 'whatIf', fromMs: nowMs - hours * HOUR_MS, untilMs: nowMs, policy: draft });
          }}
        >
          <fieldset className="load-spans">
            <legend>Replay</legend>
            {spans.map((span) => (
              <label key={span}>
                <input type="radio" name="what-if-span" checked={span === hours} onChange={() => setHours(span)} />
                last {span} h
              </label>
            ))}
          </fieldset>
          {fields.map((field) => (
            <Field
              key={field.path.join('.')}
              field={field}
              value={numberAt(draft, field)}
              inForce={numberAt(policy, field)}
              onChange={(value) => setDraft(withValue(draft, field, value))}
            />
          ))}
          {wrong.map(({ where, what, todo }) => (
            <p key={`${where} ${what}`} className="load-problem" role="alert">
              {where} {what}. {todo}
            </p>
          ))}
          <div className="what-if-buttons">
            <button type="submit" className="load-button" disabled={!read.ok || isAsking}>
              {isAsking ? 'Replaying' : 'Replay'}
            </button>
            <button type="button" className="load-button" disabled={!isChanged} onClick={() => setDraft(policy)}>
              As in force
            </button>
          </div>
          <p className="load-quiet">A high alarm is never held back; no policy can say otherwise.</p>
        </form>
        <div className="what-if-answer">
          {answer === null ? (
            <p className="load-wait">{isAsking ? 'Replaying.' : 'Change something and replay.'}</p>
          ) : (
            <SideBySide answer={answer} bedName={bedName} />
          )}
          <form
            className="what-if-force"
            onSubmit={(event) => {
              event.preventDefault();
              if (actorId !== null) onAsk({ of: 'policy', policy: draft, actorId, why: why.trim() });
            }}
          >
            <label htmlFor="what-if-why">Why it should be in force; goes into the record</label>
            <input id="what-if-why" value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
            <button
              type="submit"
              className="load-button"
              disabled={!isTried || !isChanged || why.trim() === '' || actorId === null}
            >
              Put into force
            </button>
            <span className="load-quiet">
              {actorId === null
                ? 'Nobody has said who they are.'
                : isTried
                  ? `by ${actorId}`
                  : 'What has not been replayed as it stands here cannot be put into force.'}
            </span>
          </form>
        </div>
      </div>
    </section>
  );
}

function Field({
  field,
  value,
  inForce,
  onChange,
}: {
  field: PolicyField;
  value: number;
  inForce: number;
  onChange: (value: number) => void;
}) {
  return (
    <label className="what-if-field" data-changed={value !== inForce}>
      <span>{field.label}</span>
      <input
        type="number"
        min={0}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span>{field.unit}</span>
      <span className="load-quiet">{value === inForce ? '' : `was ${inForce}`}</span>
    </label>
  );
}

const rows: readonly { readonly name: string; readonly of: (report: LoadReport) => string }[] = [
  { name: 'Raw', of: ({ raw }) => `${raw.count}` },
  { name: 'Presented', of: ({ presented }) => `${presented.count}` },
  { name: 'Presented in 10 min and nurse', of: ({ presented }) => rateText(presented.perNurse10Min) },
  { name: 'Sounded', of: ({ sounded }) => `${sounded.count}` },
  { name: 'Held back', of: ({ ledger }) => `${ledger.heldBack}` },
  { name: 'of what did not call at once, stood', of: ({ ledger }) => `${ledger.stood}` },
  { name: 'Reduction', of: ({ reductionPercent }) => percentText(reductionPercent) },
  { name: 'Flood, of the time', of: ({ presented }) => percentText(presented.floodPercent) },
];

function SideBySide({ answer, bedName }: { answer: Answered; bedName: (bedKey: string) => string }) {
  const { before, after, lost, gained, later } = answer;
  return (
    <>
      <table className="what-if-table">
        <thead>
          <tr>
            <th>
              {timeOfDay(before.fromMs)} to {timeOfDay(before.untilMs)}
            </th>
            <th>as it was</th>
            <th>as it would have been</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={name} data-changed={of(before) !== of(after)}>
              <th scope="row">{name}</th>
              <td>{of(before)}</td>
              <td>{of(after)}</td>
            </tr>
          ))}
          <tr className="what-if-lost" data-loud={lost.high + lost.medium > 0}>
            <th scope="row">Lost: called then, never called now</th>
            <td>-</td>
            <td>
              {lost.high} high, {lost.medium} medium, {lost.low} low
              {lost.actionable !== null && `; ${lost.actionable} true`}
            </td>
          </tr>
          <tr>
            <th scope="row">Called now, not then</th>
            <td>-</td>
            <td>{gained}</td>
          </tr>
          <tr>
            <th scope="row">Called later than then, by half / 95 %</th>
            <td>-</td>
            <td>{later === null ? 'none' : `${later.count}: ${spreadText(later)}`}</td>
          </tr>
        </tbody>
      </table>
      <section aria-label="Lost calls">
        <h2>Lost calls, the longest first</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <div className="load-ledger-list" tabIndex={0}>
          <table>
            <tbody>
              {lost.calls.map(({ alarmId, sinceMs, endedMs, bedKey, label, priority }) => (
                <tr key={`${alarmId} ${sinceMs}`}>
                  <td>{timeOfDay(sinceMs, true)}</td>
                  <td>{bedName(bedKey)}</td>
                  <td>
                    {label} <span className="load-quiet">{priority}</span>
                  </td>
                  <td>{endedMs === null ? 'still stands' : `stood for ${durationText(endedMs - sinceMs)}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {lost.calls.length === 0 && <p>None.</p>}
          {lost.omitted > 0 && <p>{lost.omitted} more are counted and not listed.</p>}
        </div>
      </section>
    </>
  );
}
