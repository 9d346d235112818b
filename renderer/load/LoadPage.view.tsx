import './load.css';
import { type ReactNode, useEffect, useState } from 'react';
import type { AlarmQuestion } from '#bridge/messages.ts';
import { type Load, type LoadReport, loadLines } from '#domain/alarms/load/loadReport.ts';
import type { Problem } from '#domain/alarms/shape.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { LedgerTable } from './LedgerTable.view.tsx';
import { LoadChart } from './LoadChart.view.tsx';
import { percentText, rateText, shareText, spreadText } from './loadTexts.ts';

const HOUR_MS = 3_600_000;
const spans = [1, 8, 12, 24] as const;

/**
 * What a span asked of people, against the lines of ISA-18.2, where it came from, and its price: no figure of what was saved
 * stands without what it cost. Asks for the last 12 hours when it opens.
 *
 * @param load the last answer; null: there is none yet
 * @param nowMs the station's clock when the page was opened
 */
export function LoadPage({
  load,
  problems,
  nowMs,
  bedName,
  onAsk,
  children,
}: {
  load: LoadReport | null;
  problems: readonly Problem[];
  nowMs: number;
  bedName: (bedKey: string) => string;
  onAsk: (question: AlarmQuestion) => void;
  /** Beside the title: the way to what-if, the way out. */
  children?: ReactNode;
}) {
  const [hours, setHours] = useState<number>(12);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when another span is chosen, not when time passes
  useEffect(() => {
    onAsk({ of: 'load', fromMs: nowMs - hours * HOUR_MS, untilMs: nowMs });
  }, [hours]);
  return (
    <section className="load" aria-label="Alarm load">
      <header className="load-head">
        <h1>Alarm load</h1>
        <fieldset className="load-spans">
          <legend className="visually-hidden">Span</legend>
          {spans.map((span) => (
            <label key={span}>
              <input type="radio" name="load-span" checked={span === hours} onChange={() => setHours(span)} />
              last {span} h
            </label>
          ))}
        </fieldset>
        {load !== null && (
          <span className="load-quiet">
            {timeOfDay(load.fromMs)} to {timeOfDay(load.untilMs)}, {load.beds} beds, {load.nurses}{' '}
            {load.nurses === 1 ? 'nurse' : 'nurses'}
          </span>
        )}
        {children}
      </header>
      {problems.map(({ where, what, todo }) => (
        <p key={`${where} ${what}`} className="load-problem" role="alert">
          {where} {what}. {todo}
        </p>
      ))}
      {load === null ? <p className="load-wait">Asking the station.</p> : <Measured load={load} bedName={bedName} />}
    </section>
  );
}

function Measured({ load, bedName }: { load: LoadReport; bedName: (bedKey: string) => string }) {
  const { raw, presented, sounded, ledger, answer, priorities } = load;
  return (
    <>
      <div className="load-figures">
        <Figure name="Raw" load={raw} note="reported by the bedsides" />
        <Figure name="Presented" load={presented} note="called for attention" line={loadLines.presentedPer10Min} />
        <Figure name="Sounded" load={sounded} note="were heard" />
        <div className="load-figure">
          <h2>Reduction and its price</h2>
          <strong>{percentText(load.reductionPercent)}</strong>
          <p>
            {ledger.stood} of {ledger.total} that did not call at once turned out to stand, {ledger.stoodUnseen} of
            these were never called
          </p>
        </div>
      </div>
      <div className="load-middle">
        <figure>
          <LoadChart fromMs={load.fromMs} nurses={load.nurses} raw={raw} presented={presented} sounded={sounded} />
          <figcaption>
            <span className="load-key" data-of="raw" /> raw <span className="load-key" data-of="presented" /> presented{' '}
            <span className="load-key" data-of="sounded" /> sounded, in ten minutes and nurse
          </figcaption>
        </figure>
        <section aria-label="Ten foremost sources">
          <h2>
            Ten foremost sources: {shareText(load.topShare)}
            <span className="load-quiet"> line {shareText(loadLines.topShare)}</span>
          </h2>
          <ol className="load-sources">
            {load.topSources.map(({ bedKey, label, code, count, share }) => (
              <li key={`${bedKey} ${code} ${label}`} style={{ '--share': share } as object}>
                <span>{bedName(bedKey)}</span>
                <span>{label}</span>
                <span>{count}</span>
                <span>{shareText(share)}</span>
              </li>
            ))}
          </ol>
        </section>
        <table className="load-facts">
          <tbody>
            <Fact name="High: half / 95 % answered within" value={spreadText(answer.high)} />
            <Fact name="Medium" value={spreadText(answer.medium)} />
            <Fact name="Low" value={spreadText(answer.low)} />
            <Fact name="Called, and nobody answered" value={String(load.unanswered)} />
            <Fact name="More people were called" value={String(load.escalated)} />
            <Fact
              name="Chattering"
              value={`${load.chattering.occurrences} from ${load.chattering.conditions} sources`}
            />
            <Fact name="Standing for 24 h and more" value={String(load.stale)} />
            <Fact
              name="Low / medium / high"
              value={`${shareText(priorities.low)} / ${shareText(priorities.medium)} / ${shareText(priorities.high)}`}
            />
            <Fact name="as it should be" value="80 % / 15 % / 5 %" />
          </tbody>
        </table>
      </div>
      <LedgerTable ledger={ledger} bedName={bedName} />
    </>
  );
}

function Figure({ name, load, note, line }: { name: string; load: Load; note: string; line?: number }) {
  const isOver = line !== undefined && load.perNurse10Min >= line;
  return (
    <div className="load-figure" data-over={isOver}>
      <h2>{name}</h2>
      <strong>{rateText(load.perNurse10Min)}</strong>
      <span>in 10 min and nurse{line !== undefined && `, ${isOver ? 'over' : 'under'} the line of ${line}`}</span>
      <p>
        {load.count} {note}; {rateText(load.perBedHour)} a bed and hour; flood {percentText(load.floodPercent)} of the
        time
      </p>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{value}</td>
    </tr>
  );
}
