import { type NumericGroup, numericName, unitText } from '#domain/vitals/display.ts';
import { groupNumericsOf, readingText, readingTrouble } from './readingText.ts';
import type { BedReadings, Reading } from './vitals.store.ts';

/** A bed's values as a sentence for screen readers: `Heart rate 82, Oxygen saturation 97 %, ...`. */
export function spokenReadings(groups: readonly NumericGroup[], readings: BedReadings): string {
  return groups.map((group) => spokenGroup(group, readings)).join(', ');
}

function spokenGroup(group: NumericGroup, readings: BedReadings): string {
  const [first, second] = groupNumericsOf(group);
  const reading = first === undefined ? undefined : readings.get(first.numericId);
  const unit = unitText(group.unit);
  const name = first === undefined ? group.label : numericName(first).split(',')[0];
  if (group.content.kind === 'single' || second === undefined) {
    return `${name} ${spoken(reading, unit === '/min' ? '' : ` ${unit}`)}`;
  }
  return `${name} ${spoken(reading, '')} over ${spoken(readings.get(second.numericId), ` ${unit}`)}`;
}

function spoken(reading: Reading | undefined, unit: string): string {
  const trouble = readingTrouble(reading);
  if (reading === undefined || reading.value === null) return `no value (${trouble})`;
  return `${readingText(reading)}${unit.trimEnd()}${trouble === '' ? '' : ` (${trouble})`}`;
}
