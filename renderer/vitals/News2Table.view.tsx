import './vitals.css';
import './news2Table.css';
import { type News2Input, type News2Part, news2Responses } from '#domain/scores/news2.ts';
import type { MonitorInputs, Sourced } from '#domain/scores/news2Inputs.ts';
import { NO_VALUE, numericName, unitText, valueText } from '#domain/vitals/display.ts';
import type { News2Account } from './news2.store.ts';
import { ageText } from './readingText.ts';

const names: Readonly<Record<News2Input, string>> = {
  respiration: 'Respiration',
  spo2: 'SpO₂, scale 1',
  oxygen: 'Air or oxygen',
  systolic: 'Systolic pressure',
  pulse: 'Pulse',
  consciousness: 'Consciousness',
  temperature: 'Temperature',
};

/** Where the score comes from: each input with its value, whose it is, how old, and its points, or why it has none. */
export function News2Table({ account }: { account: News2Account | null }) {
  if (account === null) return <p>No score: nobody is known to lie here.</p>;
  const { result, inputs } = account;
  if (result.score === null) return <p>No score: {result.reason}.</p>;
  return (
    <>
      <p className="news2-sum">
        <strong>{result.score}</strong>
        {result.isPartial && ' partial: at least this, as inputs are missing or old'}
        <span className="news2-response">{news2Responses[result.response]}</span>
      </p>
      <table className="numerics-table">
        <caption className="visually-hidden">What the score is made of</caption>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col" className="number">
              Value
            </th>
            <th scope="col">From</th>
            <th scope="col" className="number">
              Age
            </th>
            <th scope="col" className="number">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {result.parts.map((part) => (
            <Line key={part.name} part={part} input={inputs[part.name]} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Line({ part, input }: { part: News2Part; input: MonitorInputs[News2Input] }) {
  return (
    <tr>
      <th scope="row">{names[part.name]}</th>
      <td className="number">{input === null ? NO_VALUE : textOf(input)}</td>
      <td>
        {[input === null ? '' : numericName(input.numeric), part.missing].filter((text) => text !== '').join(': ')}
      </td>
      <td className="number">{part.ageMs === null ? '' : ageText(part.ageMs)}</td>
      <td className="number">{part.points ?? NO_VALUE}</td>
    </tr>
  );
}

/** As it is scored: in the unit of the table, whatever the device's is. */
function textOf({ value, numeric }: Sourced<number>): string {
  const unit = scoredUnits[numeric.unit] ?? numeric.unit;
  return `${valueText({ code: numeric.code, unit }, value)} ${unitText(unit)}`;
}

const scoredUnits: Readonly<Record<string, string>> = { kPa: 'mm[Hg]', '[degF]': 'Cel' };
