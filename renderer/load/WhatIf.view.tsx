import './load.css';
import { type ReactNode, useEffect, useState } from 'react';
import type { AlarmQuestion } from '#bridge/messages.ts';
import type { LoadReport } from '#domain/alarms/load/loadReport.ts';
import { keyOfLimit, readTriedLimits, type ToldLimits } from '#domain/alarms/load/triedLimit.ts';
import type { WhatIf as Answered } from '#domain/alarms/load/whatIf.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import type { Problem } from '#domain/alarms/shape.ts';
import { durationText, timeOfDay } from '#renderer/shared/timeTexts.ts';
import { LimitField } from './LimitField.view.tsx';
import { LimitsMade } from './LimitsMade.view.tsx';
import { draftedLimit, type LimitDraft, triedLimits } from './limitFields.ts';
import { percentText, rateText, spreadText } from './loadTexts.ts';
import { numberAt, type PolicyField, policyFields, withValue } from './policyFields.ts';

const HOUR_MS = 3_600_000;
const spans = [1, 8, 12, 24] as const;

/**
 * Tries another policy, and wider limits at the bedsides, on what the ward has lived through. A policy is put into force only
 * with a reason; a limit never, as it is set at the bedside. Beside every figure of
 * what is saved stands how many calls are lost.
 *
 * @param policy in force
 * @param answer to the last question; null: none yet
 * @param told the limits that the alarms of the span tell; null: not known yet
 * @param asking what the station is asked for; null: nothing
 * @param nowMs the station's clock when the page was opened
 */
export function WhatIf({
  policy,
  answer,
  told,
  asking,
  problems,
  nowMs,
  actorId,
  bedName,
  onAsk,
  children,
}: {
  policy: AlarmPolicy;
  answer: Answered | null;
  told: ToldLimits | null;
  asking: AlarmQuestion['of'] | null;
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
  const [limitDraft, setLimitDraft] = useState<LimitDraft>({});
  const [triedPolicy, setTried] = useState<AlarmPolicy | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when another span is chosen, not when time passes
  useEffect(() => {
    onAsk({ of: 'limits', fromMs: nowMs - hours * HOUR_MS, untilMs: nowMs });
  }, [hours]);
  const limits = told === null ? [] : triedLimits(limitDraft, told.limits);
  const read = readPolicy(draft);
  const readLimits = told === null ? null : readTriedLimits(limits, told);
  const refused = [
    ...(read.ok ? [] : read.problems),
    ...(readLimits === null || readLimits.ok ? [] : readLimits.problems),
  ];
  const wrong = refused.length > 0 ? refused : problems;
  const isAsking = asking === 'whatIf';
  const fields = policyFields(policy);
  const isChanged = fields.some((field) => numberAt(draft, field) !== numberAt(policy, field));
  const isTried = answer !== null && triedPolicy === draft && !isAsking;
  const isOfLimits = isTried && answer.limits !== null;
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
            onAsk({ of: 'whatIf', fromMs: nowMs - hours * HOUR_MS, untilMs: nowMs, policy: draft, limits });
          }}
        >
          <fieldset className="load-spans">
            <legend>Replay</legend>
            {spans.map((span) => (
              <label key={span}>
                <input
                  type="radio"
                  name="what-if-span"
                  checked={span === hours}
                  disabled={isAsking}
                  onChange={() => setHours(span)}
                />
                last {span} h
              </label>
            ))}
          </fieldset>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <div className="what-if-fields" tabIndex={0}>
            <fieldset className="what-if-limits">
              <legend>Limits, as the bedsides told them</legend>
              {told === null && <p className="load-quiet">Asking which limits the alarms of this span tell.</p>}
              {told?.limits.map((limit) => (
                <LimitField
                  key={keyOfLimit(limit)}
                  told={limit}
                  value={draftedLimit(limitDraft, limit)}
                  onChange={(value) => setLimitDraft({ ...limitDraft, [keyOfLimit(limit)]: value })}
                />
              ))}
              {told !== null && <p className="load-quiet">{untoldText(told)}</p>}
            </fieldset>
            <fieldset className="what-if-limits">
              <legend>Policy of this station</legend>
              {fields.map((field) => (
                <Field
                  key={field.path.join('.')}
                  field={field}
                  value={numberAt(draft, field)}
                  inForce={numberAt(policy, field)}
                  onChange={(value) => setDraft(withValue(draft, field, value))}
                />
              ))}
            </fieldset>
          </div>
          {wrong.map(({ where, what, todo }) => (
            <p key={`${where} ${what}`} className="load-problem" role="alert">
              {where} {what}. {todo}
            </p>
          ))}
          <div className="what-if-buttons">
            <button type="submit" className="load-button" disabled={refused.length > 0 || asking !== null}>
              {isAsking ? 'Replaying' : 'Replay'}
            </button>
            <button
              type="button"
              className="load-button"
              disabled={!isChanged && limits.length === 0}
              onClick={() => {
                setDraft(policy);
                setLimitDraft({});
              }}
            >
              As in force
            </button>
          </div>
          <p className="load-quiet">
            A high alarm is never held back; no policy can say otherwise. A limit is the bedside's own: what it does not
            report nobody hears, not even a high alarm. Nothing here changes a limit.
          </p>
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
              disabled={!isTried || isOfLimits || !isChanged || why.trim() === '' || actorId === null}
            >
              Put into force
            </button>
            <span className="load-quiet">
              {actorId === null
                ? 'Nobody has said who they are.'
                : isOfLimits
                  ? 'These figures are of limits too. Limits are set at the bedside: replay the policy alone.'
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

/** What cannot be tried, and where limits can be set at all. */
function untoldText({ limits, untold }: ToldLimits): string {
  const others = untold === 1 ? '1 limit alarm tells' : `${untold} limit alarms tell`;
  const told = limits.length === 0 ? 'No alarm of this span tells its limit. ' : '';
  return `${told}${untold === 0 ? '' : `${others} no value and limit, and stay as they are. `}`;
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
  const { before, after, lost, gained, later, limits } = answer;
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
      {limits !== null && <LimitsMade made={limits} />}
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
