const two = (value: number): string => String(value).padStart(2, '0');

/** The parts of a time in UTC, as formats write them. Milliseconds are cut, not rounded: no time is told before it has come. */
export function utcParts(timeMs: number) {
  const at = new Date(Math.floor(timeMs));
  return {
    year: String(at.getUTCFullYear()).padStart(4, '0'),
    month: two(at.getUTCMonth() + 1),
    monthName: MONTHS[at.getUTCMonth()] as string,
    day: two(at.getUTCDate()),
    hours: two(at.getUTCHours()),
    minutes: two(at.getUTCMinutes()),
    seconds: two(at.getUTCSeconds()),
    millis: String(at.getUTCMilliseconds()).padStart(3, '0'),
  };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** ISO 8601 with microseconds: samples of 360 Hz stand between the milliseconds. */
export function isoMicros(timeMs: number): string {
  const micros = Math.round((timeMs - Math.floor(timeMs)) * 1000);
  const wholeMs = Math.floor(timeMs) + (micros === 1000 ? 1 : 0);
  return new Date(wholeMs).toISOString().replace('Z', `${String(micros % 1000).padStart(3, '0')}Z`);
}
