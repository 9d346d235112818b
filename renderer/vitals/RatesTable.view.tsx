import './vitals.css';
import './ratesTable.css';
import type { CSSProperties } from 'react';
import { liveFaultTexts } from '#domain/analysis/liveWave.ts';
import { lookUpCode, parameterOf } from '#domain/codes/mdc.ts';
import type { BedRates, WaveRate } from '#domain/rates/bedRates.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { NO_VALUE } from '#domain/vitals/display.ts';

/** What a wave counts. */
const counted: Readonly<Record<WaveRate['kind'], string>> = {
  ecg: 'heart',
  pleth: 'pulse',
  pressure: 'pulse',
  respiration: 'breaths',
};

/**
 * What the station itself counts in each wave of a bed, and how good each is: beside the monitor's numbers and unlike them, so that
 * nobody takes one for the other. A count that can't be relied upon is `---`, with what is wrong.
 */
export function RatesTable({ channels, rates }: { channels: readonly Channel[]; rates: BedRates | null }) {
  const found = rates?.waves.flatMap((wave) => {
    const channel = channels.find(({ channelId }) => channelId === wave.channelId);
    return channel === undefined ? [] : [{ wave, channel }];
  });
  if (found === undefined || found.length === 0) return <p>Nothing is known of the waves now.</p>;
  return (
    <>
      <p className="rates-whose">Counted by the station in the waves, not by the bedside monitor.</p>
      {rates?.deficit != null && (
        <p className="rates-deficit" role="status">
          <strong>Pulse deficit {rates.deficit} /min</strong> of {rates.heart ?? NO_VALUE} beats: so many had no pulse,
          in the last 30 s.
        </p>
      )}
      <table className="numerics-table rates-table">
        <caption className="visually-hidden">What the station counts in the waves</caption>
        <thead>
          <tr>
            <th scope="col">Wave</th>
            <th scope="col" className="number">
              /min
            </th>
            <th scope="col">Quality</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ wave, channel }) => (
            <tr key={wave.channelId}>
              <th scope="row">
                {lookUpCode(channel.code)?.shortName ?? channel.label}{' '}
                <span className="rates-counted">{counted[wave.kind]}</span>
              </th>
              <td className="number">
                <Count perMin={wave.perMin} code={channel.code} />
              </td>
              <td className="rates-quality">{qualityText(wave)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Count({ perMin, code }: { perMin: number | null; code: string | null }) {
  const style = { '--parameter': `var(--parameter-${parameterOf(code)})` } as CSSProperties;
  return (
    <span className="rates-count" data-known={perMin !== null} style={style}>
      {perMin ?? NO_VALUE}
    </span>
  );
}

/** `good`, or all that is wrong with it. */
export function qualityText({ perMin, faults }: Pick<WaveRate, 'perMin' | 'faults'>): string {
  if (faults.length > 0) return faults.map((fault) => liveFaultTexts[fault]).join(', ');
  return perMin === null ? 'not sure yet' : 'good';
}
