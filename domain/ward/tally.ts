/** What is counted of each gateway. About shows the names; what they mean stands here. */
export type CountName =
  | 'linkLosses' // a live link was lost
  | 'failedAttempts' // to reach the gateway and to open its stream
  | 'epochChanges' // the gateway came back and counts anew
  | 'clockSteps' // somebody set the gateway's clock
  | 'framesLost' // numbered by the gateway and never got: its buffer no longer reached back
  | 'framesRepeated' // held already; dropped
  | 'framesLeftOut' // could not be received or read, twice; skipped
  | 'unknownContent' // messages and bed changes of a kind this station does not know
  | 'messagesHeldUp' // beyond all measure: read later, and nothing dropped
  | 'textsTooLong' // names nobody reads to their end, cut, and ids, shortened to a hash
  | 'refusedBeds' // without an id, described twice, or beyond all measure
  | 'refusedChannels' // described in a way that can't be true
  | 'refusedNumerics' // likewise
  | 'batchesOfRefusedChannels' // dropped with their channel
  | 'marksOfRefusedChannels' // dropped with their channel
  | 'unknownMarks' // of a kind this station does not know; dropped
  | 'unknownChannel' // batches, states and marks of a channel that is not described; dropped
  | 'unknownNumeric' // values of a numeric that is not described in a usable way; dropped
  | 'emptyBatches' // batches without a sample
  | 'indexTooLarge' // batches, states and marks beyond 2^53; dropped
  | 'implausibleTime' // batches, marks and values dated far from the frame that carries them; dropped
  | 'forbiddenSamples' // equal to our mark for a missing one; a gap
  | 'nonFiniteValues' // not a number, or infinite; dropped
  | 'nonFiniteAlarmNumbers' // values and limits of alarms, not a number or infinite; the alarm is shown all the same
  | 'duplicateSamples' // held already; dropped
  | 'expiredSamples' // older than what is kept of a channel; dropped
  | 'duplicateMarks' // held already; dropped
  | 'expiredMarks' // older than what is kept of a channel; dropped
  | 'backfillsFailed' // a question for a piece of the past that came to nothing; asked again twice
  | 'pastUnasked' // samples of the past that nobody asked for, or no longer; dropped
  | 'pastValues' // values of the past: nothing here keeps a course of values yet; dropped
  | 'alarmsOfUnknownBeds' // shown all the same
  | 'alarmsWithoutId' // shown all the same
  | 'opinionsFailed' // alarms whose waves could not be judged, or not in time; each says so
  | 'ratesFailed' // beds whose waves could not be read for rates by the station; each began anew
  | 'samplesNotWatched'; // passed over where rates are read, as that did not keep up; windows and history have them

/** Counts by name of what was dropped, repaired or refused. What we drop, we count, and the count can be seen. */
export class Tally {
  readonly #counts = new Map<CountName, number>();

  /** A count of 0 or less changes nothing. */
  add(name: CountName, count = 1): void {
    if (count <= 0) return;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** The counts above zero. */
  toRecord(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
