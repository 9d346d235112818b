import './vitals.css';
import type { CSSProperties } from 'react';
import { parameterOf } from '#domain/codes/mdc.ts';
import { numericName, unitText } from '#domain/vitals/display.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { ageText, readingText, readingTrouble } from './readingText.ts';
import type { BedReadings, VitalsStore } from './vitals.store.ts';

/** Every numeric of a bed with its name, value, unit, time of determination and age. Drawn again once a second. */
export function NumericsTable({ bed, readings, vitals }: { bed: Bed; readings: BedReadings; vitals: VitalsStore }) {
  return (
    <table className="numerics-table">
      <caption className="visually-hidden">All values of bed {bed.displayName}</caption>
      <thead>
        <tr>
          <th scope="col">Value</th>
          <th scope="col" className="number">
            Now
          </th>
          <th scope="col" className="number">
            Time
          </th>
          <th scope="col" className="number">
            Age
          </th>
        </tr>
      </thead>
      <tbody>
        {bed.numerics.map((numeric) => {
          const reading = readings.get(numeric.numericId);
          const last = vitals.lastDetermination(numeric.numericId);
          return (
            <tr key={numeric.numericId} title={readingTrouble(reading)}>
              <th scope="row">{numericName(numeric)}</th>
              <td className="number">
                <span
                  className="numeric-part"
                  data-state={reading?.state ?? 'awaited'}
                  style={{ '--parameter': `var(--parameter-${parameterOf(numeric.code)})` } as CSSProperties}
                >
                  {readingText(reading)}
                </span>{' '}
                <span className="numeric-unit">{unitText(numeric.unit)}</span>
              </td>
              <td className="number">{last === null ? '' : timeOfDay(last.timeMs, true)}</td>
              <td className="number">{last === null ? 'never' : ageText(last.ageMs)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
