import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import type { Setting, SettingRefusal } from './activation.ts';
import type { Alarm, Owner, SourcedReport, Verdict } from './alarm.ts';
import type { AlarmCountName } from './counts.ts';
import type { Delivery } from './delivery.ts';
import type { OccupiedBed } from './occupants.ts';
import type { Problem } from './shape.ts';

/** A person's decision on an alarm. */
export type Decision = {
  /** Made by the window, unique for ever: the same id again has no further effect. */
  readonly commandId: string;
  readonly alarmId: string;
  readonly actorId: string;
  /** Station's clock. */
  readonly issuedMs: number;
} & (
  | { readonly action: 'acknowledge' | 'take' | 'giveBack' | 'escalate' }
  | { readonly action: 'handOn'; readonly recipientId: string }
  /** A line for whoever reads the record; stays here. */
  | { readonly action: 'note'; readonly text: string }
  /** Takes back one's own decision of that id, within seconds: acknowledge, take, hand on, give back. */
  | { readonly action: 'undo'; readonly undoes: string }
  /** What becomes of a decision, anybody's, that waits for confirmation: sent after all, as confirmed now, or never. */
  | { readonly action: 'sendNow' | 'drop'; readonly waiting: string }
);

/** What the bedside is told of a decision (ward_service.proto, AlarmAction). */
export interface Carried {
  readonly action: 'acknowledge' | 'take' | 'handOn' | 'escalate' | 'giveBack' | 'withdraw';
  /** Of `handOn`; '' otherwise. */
  readonly recipientId: string;
}

/** A decision that was taken in, and how far it has come. */
export type Command = Decision & {
  /** When the station took it in; its clock. */
  readonly takenMs: number;
  /** null: nothing; it stays here. */
  readonly carried: Carried | null;
  readonly delivery: Delivery;
  /** When somebody last stood behind it: it was taken in, or confirmed since. Its age is counted from here. */
  readonly freshMs: number;
  /** It waits or was dropped, and what it changed here was taken out of force for that; anything since may forbid its return. */
  readonly isSuspended: boolean;
  /** Who had it before. */
  readonly ownerBefore: Owner | null;
  readonly isUndone: boolean;
};

/** What became of a decision at the bedside. */
export type Answer =
  /** It took effect; `earlierActorId`: by somebody's earlier decision. */
  | { readonly outcome: 'confirmed'; readonly earlierActorId: string | null }
  /** Refused, unknown there, or the gateway takes no decisions. `reason` is for people. */
  | { readonly outcome: 'failed'; readonly reason: string };

/** What the waves say of one occurrence of an alarm. */
export interface Opined {
  readonly alarmId: string;
  readonly occurrence: number;
  readonly opinion: SecondOpinion;
}

/** What a bed is called. Who lies in it is not kept. */
export interface NamedBed {
  readonly bedKey: string;
  readonly name: string;
}

/** All that happens to alarms. Kept in this order with its time, it gives the same state again. */
export type AlarmEvent =
  /** Reports as they came. `clockOffsetMs`: the gateway's clock minus ours; null: not known. */
  | {
      readonly type: 'reported';
      readonly gatewayId: string;
      readonly clockOffsetMs: number | null;
      readonly reports: readonly SourcedReport[];
    }
  /** A stream began: this is all that stands at the gateway; what else stood has ended unseen. */
  | {
      readonly type: 'opened';
      readonly gatewayId: string;
      readonly clockOffsetMs: number | null;
      readonly reports: readonly SourcedReport[];
    }
  /** What was reported while a link was lost, told afterwards. What stands at the gateway was told when it opened. */
  | {
      readonly type: 'toldLate';
      readonly gatewayId: string;
      readonly clockOffsetMs: number | null;
      readonly reports: readonly SourcedReport[];
    }
  /** Beds that the gateway no longer serves; their alarms have ended. */
  | { readonly type: 'bedsRemoved'; readonly gatewayId: string; readonly bedKeys: readonly string[] }
  /**
   * Who lies in the beds of a gateway, all of them (DECISIONS, 53). `isOpening`: a stream begins, and what stands there is told
   * next.
   */
  | {
      readonly type: 'occupied';
      readonly gatewayId: string;
      readonly isOpening: boolean;
      readonly beds: readonly OccupiedBed[];
    }
  /** What a gateway calls its beds, all of them; for as long as it is away. */
  | { readonly type: 'bedsNamed'; readonly gatewayId: string; readonly beds: readonly NamedBed[] }
  | { readonly type: 'decided'; readonly decision: Decision }
  | { readonly type: 'answered'; readonly commandId: string; readonly answer: Answer }
  | { readonly type: 'judged'; readonly alarmId: string; readonly verdict: Verdict }
  /** What the waves say of alarms. Unlike `judged` it moves nothing: not how an alarm is presented, nor whether it calls. */
  | { readonly type: 'opined'; readonly opinions: readonly Opined[] }
  /** `setting.patientKey`: of a bed's, whom the person saw there; missing: whoever is there. */
  | { readonly type: 'set'; readonly setting: Omit<Setting, 'sinceMs'> }
  /** `policy` is read and may be refused. */
  | { readonly type: 'policyChanged'; readonly policy: unknown; readonly actorId: string; readonly why: string }
  /** Time has passed. At least once a second. */
  | { readonly type: 'tick' };

/** What is to be done. */
export type AlarmEffect =
  /** Bring this decision to the bedside, again and again until it is answered or waits for confirmation. */
  | { readonly type: 'deliver'; readonly command: Command }
  /** Tell who decided that it had no effect, and why. */
  | { readonly type: 'decisionRefused'; readonly decision: Decision; readonly because: AlarmCountName }
  /** An acknowledgement was too old; the alarm calls again. */
  | { readonly type: 'expired'; readonly alarmId: string }
  /** More people are called; `level` 1 is the first time. `actorId` null: because of the time. */
  | { readonly type: 'escalated'; readonly alarmId: string; readonly level: number; readonly actorId: string | null }
  | { readonly type: 'settingRefused'; readonly setting: Setting; readonly because: SettingRefusal }
  | { readonly type: 'policyRefused'; readonly problems: readonly Problem[]; readonly actorId: string }
  | {
      readonly type: 'policyChanged';
      readonly from: number;
      readonly to: number;
      readonly actorId: string;
      readonly why: string;
    }
  /** It has left the state; the journal holds it. */
  | { readonly type: 'archived'; readonly alarm: Alarm };
