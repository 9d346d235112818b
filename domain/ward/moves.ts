/** What can happen to who lies in a bed, as far as a station is told. */
export type Move =
  | 'admitted' // nobody was announced there, then somebody
  | 'discharged' // ... then nobody
  | 'replaced' // another patient, without an empty bed between
  | 'transferred' // to a bed of the same gateway
  | 'transferredAway' // to a bed of another gateway
  | 'swapped' // two patients change beds
  | 'numberCorrected' // the same person, under another id
  | 'nameCorrected' // ... under the same id
  | 'rewired' // the bed's gateway is replaced: gone, then its patient at the new one
  | 'rewiredOverlapping' // ... at the new one first
  | 'announcedTwice' // one patient at two beds, for longer
  | 'labelledTwice' // two gateways announce a bed of one name in a unit of one name
  | 'unknownReplaced' // a patient without an id, then one of another name
  | 'unknownByUnknown' // ... then one who has neither id nor name, like the one before
  | 'changedWhileAway' // the link is lost, and live again with another patient
  | 'changedWhileDown'; // the station is off, and on again with another patient in the bed

/** What a station has of a patient in a bed. */
export type Held =
  | 'waves' // samples, marks, coverage, values, NEWS2
  | 'standing' // an alarm whose condition the bedside goes on to report as present
  | 'latched' // one that is over and to be seen
  | 'answers' // who has it, who acknowledged it, notes; what is forgotten of that
  | 'silence' // pauses and offs of the bed
  | 'memory' // what triage remembers: calls that were answered, how often something began, what was just acknowledged
  | 'underWay' // a decision that the bedside has not confirmed
  | 'view'; // the bed that somebody looks at, large, or its last minutes

/** What becomes of it. */
export type Fate =
  /** Nothing: the patient is the same, or cannot be told from the one before. */
  | 'stays'
  /** It stays with the patient before, and is shown as that patient's or not at all. Nothing of it meets who lies there now. */
  | 'left'
  /** It is over. */
  | 'ends'
  /** The one before keeps it, ended, and who lies there now has it from now on, without an answer: it calls (DECISIONS, 53). */
  | 'parts'
  /** It is left, and goes on, or is told, at the bed the patient has been brought to. */
  | 'follows';

type Row = Readonly<Record<Held, Fate>>;

/** Another patient lies there. What nobody can know decides against silence: an alarm calls once more rather than not at all. */
const another: Row = {
  waves: 'left',
  standing: 'parts',
  latched: 'left',
  answers: 'left',
  silence: 'ends',
  memory: 'left',
  underWay: 'ends',
  view: 'ends',
};

/** Nobody lies there: nothing that stands can be another's yet. What begins from now on is nobody's, and nothing silences it. */
const nobody: Row = { ...another, standing: 'left', underWay: 'stays' };

/** The patient lies elsewhere now: who has answered is with the patient, not with the bed. */
const elsewhere: Row = { ...nobody, answers: 'follows', memory: 'follows', view: 'follows' };

const same: Row = {
  waves: 'stays',
  standing: 'stays',
  latched: 'stays',
  answers: 'stays',
  silence: 'stays',
  memory: 'stays',
  underWay: 'stays',
  view: 'stays',
};

/**
 * What becomes of everything that belongs to a patient when who lies in the bed changes: the rule of DECISIONS, 53, a cell for each
 * case. "Never one patient's wave, alarm, owner or silence under another's name."
 *
 * It is data for those who read and test it (tests/domain/ward/moves.test.ts goes through all of it); what does it are
 * `WardIndex` for waves (an id is one patient's in one bed), `reduceAlarms` for alarms (`Alarm.patientKey`, `occupants`), `placeOf`
 * for triage and the list, and `LargeBed` for views.
 */
export const moves: Readonly<Record<Move, Row>> = {
  // Connected first and registered later is the usual way in an emergency; it can also be the next patient on the monitor of one
  // who was never registered. One call more is the price.
  admitted: another,
  discharged: nobody,
  replaced: another,
  transferred: elsewhere,
  transferredAway: elsewhere,
  swapped: { ...elsewhere, standing: 'parts', underWay: 'ends' },
  // An id that is typed anew looks like another patient. Two people may have one name.
  numberCorrected: another,
  nameCorrected: same,
  // The bed of a lost gateway stays as it was told last, and the patient is at two beds until somebody removes it.
  rewired: same,
  rewiredOverlapping: elsewhere,
  // Which is right nobody here can tell: a technical alarm at both, and nothing is joined or hidden.
  announcedTwice: same,
  labelledTwice: same,
  unknownReplaced: another,
  unknownByUnknown: same,
  changedWhileAway: another,
  changedWhileDown: another,
};
