import type { Oddity } from './alarm.ts';

/** What is counted of alarms. Nothing of it is dropped: an odd alarm is shown as it came, a refused wish is answered. */
export type AlarmCountName =
  | Oddity
  | 'reportsRepeated' // exactly what we hold
  | 'lateReports' // of what came and went while a link was lost
  | 'lateReportsKnown' // ... and was known to have begun, or stands
  | 'decisionsOnUnknown' // acknowledged, taken ... and there is no such alarm, or it is in the journal only
  | 'decisionsAfterEnd' // ... and it has ended
  | 'acknowledgedAlready' // by an earlier decision, which stays
  | 'commandsRepeated' // the same decision again; no further effect
  | 'commandIdsReused' // another decision under the id of an earlier one; refused
  | 'undosTooLate' // later than the policy allows, or something has happened since
  | 'undosOfNothing' // of what nobody decided, what another decided, or what can't be undone
  | 'decisionsHeld' // too old to be sent without asking; wait for a person's confirmation
  | 'decisionsDropped' // ... and a person wanted them no more
  | 'decisionsLapsed' // ... and were needless by then: the alarm had ended, or somebody else had answered it
  | 'heldAnsweredAlready' // sent now or dropped by a person, and it does not wait any more; refused
  | 'answersUnasked' // a gateway's answer to a decision we do not know
  | 'answersContradicting' // refused what it had confirmed; stays confirmed
  | 'verdictsOnUnknown' // a verdict on an alarm that is not here
  | 'settingsRefused' // a pause or an off that is not allowed
  | 'policiesRefused'; // with what is wrong in them

/** Counts above zero. */
export type AlarmCounts = Readonly<Partial<Record<AlarmCountName, number>>>;
