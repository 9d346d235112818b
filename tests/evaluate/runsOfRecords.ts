/**
 * Which run of record numbers each number is in. The Challenge numbers records patient by patient and the set was cut into runs of
 * numbers, so two runs share no patient, while neighbours in one may be one patient.
 *
 * @param gap numbers further apart than this are in two runs; within one, missing numbers are records kept out for other reasons
 */
export function runsOfRecords(numbers: readonly number[], gap = 1): ReadonlyMap<number, number> {
  const runs = new Map<number, number>();
  let run = -1;
  let last = Number.NEGATIVE_INFINITY;
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    if (number - last > gap) run += 1;
    runs.set(number, run);
    last = number;
  }
  return runs;
}
