import type { Alarm } from './alarm.ts';
import {
  aboveLimit,
  BED_TWICE,
  belowLimit,
  CLOCK_OFF,
  chestLeads,
  GATEWAY_FLOOD,
  HISTORY_RECREATED,
  HISTORY_SPACE_LOW,
  HISTORY_STOPPED,
  JOURNAL_LOST,
  LINK_LOST,
  NO_SOUND,
  OWN_CLOCK_SET,
  PATIENT_TWICE,
  rhythmEvents,
} from './alarmCodes.ts';
import { shownPriority } from './priority.ts';

/** What is special about alarms of one code. */
export interface CodePolicy {
  /** A medium alarm that ends within this by itself is never announced. 0: none is held back. */
  readonly delayMs: number;
  /** The same of a low one; not given: as long as any other low one of its kind ({@link AlarmPolicy.delays}). */
  readonly lowDelayMs?: number;
  /** Keeps its signal when the condition ends, until somebody acknowledges. */
  readonly latching: boolean;
}

/** Alarms that a rule speaks of: every list that is given must contain what the alarm has. */
export interface AlarmMatch {
  readonly codes?: readonly string[];
  readonly sourceCodes?: readonly string[];
  readonly kinds?: readonly ('physiological' | 'technical')[];
}

/** One alarm that makes others needless to announce. What matches the cause is never explained by the same rule. */
export interface Explanation {
  /** For people; names the rule in an alarm's reason. */
  readonly name: string;
  readonly cause: AlarmMatch;
  readonly explains: readonly AlarmMatch[];
  /**
   * How near the cause must be. `lead`: same bed, and the same source; a cause that names no source speaks of all of them,
   * an alarm that names none is explained by such a cause only. `bed`: same bed. `gateway`: anything behind it.
   */
  readonly within: 'lead' | 'bed' | 'gateway';
  /** An alarm that began this long before its cause can still come from it; an older one has its own. */
  readonly aheadMs: number;
}

/** Priorities that can be held, expired and escalated by their own rules. */
export type PolicyPriority = 'high' | 'medium' | 'low';

/**
 * How alarms are presented on this station, as data: kept, compared, replayed. What is not in it can't be configured, above
 * all that a high priority is neither delayed nor silenced.
 */
export interface AlarmPolicy {
  /** Version of this shape. */
  readonly schema: 1;
  /** Grows with every change. */
  readonly revision: number;
  /** By IEEE 11073-10101 id: the alarm's own, else its source's. */
  readonly codes: Readonly<Record<string, CodePolicy>>;
  /** How long a medium and a low alarm are held back whose code has no delay of its own. Of an unknown kind: not at all. */
  readonly delays: Readonly<
    Record<'medium' | 'low', { readonly physiologicalMs: number; readonly technicalMs: number }>
  >;
  readonly chatter: { readonly times: number; readonly withinMs: number };
  /** What comes back so soon after its end goes on with the call that was answered. 0: every time is a new call. */
  readonly recurrence: { readonly withinMs: number };
  /**
   * What goes wrong so soon after somebody has acknowledged an alarm of the same system of the patient that is still present
   * joins that one, if it is no more urgent. 0: it calls.
   */
  readonly attended: { readonly withinMs: number };
  readonly explanations: readonly Explanation[];
  /** Technical alarms alike at so many beds, begun within so long of each other, are one event. */
  readonly wardWide: { readonly beds: number; readonly withinMs: number };
  /** Announcements an operator: above `entersAbove` a flood begins, below `leavesBelow` it is over. */
  readonly flood: {
    readonly entersAbove: number;
    readonly leavesBelow: number;
    readonly withinMs: number;
    readonly operators: number;
  };
  /** After so long an acknowledged condition that is still present calls again; 0: never. */
  readonly acknowledgementMs: Readonly<Record<PolicyPriority, number>>;
  /** Answered, and standing for so long since, an alarm counts as forgotten; 0: never. */
  readonly forgottenMs: Readonly<Record<PolicyPriority, number>>;
  /** Unanswered for so long, and then for so long again, more is done, in the order of escalation.ts. */
  readonly escalationMs: Readonly<Record<PolicyPriority, readonly number[]>>;
  /**
   * A high alarm that stood here for less, or a medium one that did and stood for longer at the bedside, is kept until
   * somebody acknowledges it. 0: none is.
   */
  readonly leastSeenMs: number;
  /** For so long a decision can be taken back by who made it. */
  readonly undoMs: number;
  /** A decision that has not reached the bedside for so long is not sent any more without asking. */
  readonly deliverWithinMs: number;
  readonly pause: { readonly longestMs: number };
  /** A time may be so far ahead of now before it is odd. */
  readonly futureMs: number;
  /** Ended alarms stay at hand for so long, and so many; then they are in the journal only. */
  readonly ended: { readonly keptMs: number; readonly kept: number };
}

const own = "Vigil's own; no standard sets it. To be tried by what-if replay";

/** Where each default comes from. */
export const policySources: Readonly<Record<Exclude<keyof AlarmPolicy, 'schema' | 'revision'>, string>> = {
  codes:
    'SpO2 19 s: Goerges 2009, -67 % (CLINICAL.md, Alarm load). Latching asystole: issue 4. None for what is over before a delay would be (a pause), what has waited at the bedside (apnea: 20 s by definition) or does not end by itself (a battery, what the station says of itself). A chest lead off waits as long as other low ones: the ECG goes on by the others, and such a technical alarm has no sound at a central station (Philips MX40, instructions for use: soft technical alarms; monitoring during leads off); for how long: ' +
    own,
  delays:
    'low: no call for what resets itself, -60 to -89 % (Boston); medium: the evidence is for SpO2 (Goerges 2009, 19 s), for other limits and for how long a low one may stand: ' +
    own,
  chatter: 'ISA-18.2 / EEMUA 191 (CLINICAL.md, Alarm load): the same alarm 3 times in a minute',
  recurrence:
    'ISA-18.2 advises an off-delay against alarms that come and go, up to 60 s for slow signals (common knowledge, not re-read)',
  attended:
    'bedside monitors: silenced for 2 min, no signal for a new alarm of the same or a lower priority, one for a higher (Draeger Infinity Acute Care System, instructions for use, Pausing active alarm tones). Of the same system only: narrower, and ' +
    own,
  explanations: `issue 4, point 2; ids from DICOM PS3.16 CID 3038 and recordings/interop; times: ${own}`,
  wardWide: own,
  flood: 'ISA-18.2 / EEMUA 191 (CLINICAL.md, Alarm load): > 10 in 10 min in, < 5 in 10 min out, an operator',
  acknowledgementMs: own,
  forgottenMs: own,
  escalationMs: own,
  leastSeenMs: own,
  undoMs: 'undo within 5 s: issue 4, point 5',
  deliverWithinMs: `an alarm that was answered is silent for 2 min at a bedside monitor (see attended), then it is another situation; the charge nurse is told of a high one in as long. That it is the same for a decision: ${own}`,
  pause: 'audio paused for 2 min: issue 4, point 4',
  futureMs: `${own}; above what a clock estimate is uncertain by`,
  ended: own,
};

const MINUTE_MS = 60_000;

/** What a station does that nobody has configured. */
export const defaultPolicy: AlarmPolicy = {
  schema: 1,
  revision: 1,
  codes: {
    MDC_PULS_OXIM_SAT_O2: { delayMs: 19_000, latching: false },
    MDC_EVT_DESAT: { delayMs: 19_000, latching: false },
    MDC_EVT_ECG_ASYSTOLE: { delayMs: 0, latching: true },
    MDC_EVT_ECG_PAUSE: { delayMs: 0, latching: false },
    MDC_EVT_APNEA: { delayMs: 0, latching: false },
    MDC_EVT_BATT_LO: { delayMs: 0, lowDelayMs: 0, latching: false },
    ...Object.fromEntries(
      chestLeads.map((code) => [code, { delayMs: 15_000, lowDelayMs: 10 * MINUTE_MS, latching: false }]),
    ),
    [LINK_LOST]: { delayMs: 0, latching: false },
    [NO_SOUND]: { delayMs: 0, latching: false },
    [JOURNAL_LOST]: { delayMs: 0, latching: false },
    [CLOCK_OFF]: { delayMs: 0, lowDelayMs: 0, latching: false },
    [GATEWAY_FLOOD]: { delayMs: 0, latching: false },
    // Over in the moment in which it is found; somebody is to know.
    [HISTORY_RECREATED]: { delayMs: 0, lowDelayMs: 0, latching: true },
    [HISTORY_SPACE_LOW]: { delayMs: 0, lowDelayMs: 0, latching: false },
    [HISTORY_STOPPED]: { delayMs: 0, latching: false },
    [OWN_CLOCK_SET]: { delayMs: 0, lowDelayMs: 0, latching: false },
    // A patient who is moved is at both beds for a moment.
    [PATIENT_TWICE]: { delayMs: 15_000, latching: false },
    [BED_TWICE]: { delayMs: 15_000, latching: false },
  },
  delays: {
    medium: { physiologicalMs: 19_000, technicalMs: 15_000 },
    low: { physiologicalMs: 10 * MINUTE_MS, technicalMs: 3 * MINUTE_MS },
  },
  chatter: { times: 3, withinMs: MINUTE_MS },
  recurrence: { withinMs: MINUTE_MS },
  attended: { withinMs: 2 * MINUTE_MS },
  explanations: [
    {
      name: 'leads off',
      cause: { codes: ['MDC_EVT_LEAD_OFF'] },
      explains: [
        { codes: [...belowLimit, ...aboveLimit], sourceCodes: ['MDC_ECG_HEART_RATE'] },
        { codes: ['MDC_ECG_HEART_RATE', ...rhythmEvents] },
      ],
      within: 'lead',
      aheadMs: 5_000,
    },
    {
      name: 'asystole',
      cause: { codes: ['MDC_EVT_ECG_ASYSTOLE'] },
      explains: [{ codes: belowLimit, sourceCodes: ['MDC_ECG_HEART_RATE'] }, { codes: ['MDC_EVT_ECG_SINUS_BRADY'] }],
      within: 'bed',
      aheadMs: 5 * MINUTE_MS,
    },
    {
      name: 'link lost',
      cause: { codes: [LINK_LOST] },
      explains: [{ kinds: ['technical'] }],
      within: 'gateway',
      aheadMs: 10_000,
    },
  ],
  wardWide: { beds: 4, withinMs: 10_000 },
  flood: { entersAbove: 10, leavesBelow: 5, withinMs: 10 * MINUTE_MS, operators: 1 },
  acknowledgementMs: { high: 10 * MINUTE_MS, medium: 30 * MINUTE_MS, low: 0 },
  forgottenMs: { high: 5 * MINUTE_MS, medium: 15 * MINUTE_MS, low: 60 * MINUTE_MS },
  escalationMs: { high: [30_000, 30_000, 60_000], medium: [2 * MINUTE_MS, 3 * MINUTE_MS, 5 * MINUTE_MS], low: [] },
  leastSeenMs: 1_000,
  undoMs: 5_000,
  deliverWithinMs: 2 * MINUTE_MS,
  pause: { longestMs: 2 * MINUTE_MS },
  futureMs: 5_000,
  ended: { keptMs: 60 * MINUTE_MS, kept: 2_000 },
};

/** What the policy says of an alarm's code, else of its source's; null: nothing special. Codes are compared verbatim. */
export function codePolicyOf(
  policy: AlarmPolicy,
  { report, sourceCode }: Pick<Alarm, 'report' | 'sourceCode'>,
): CodePolicy | null {
  for (const code of [report.code, sourceCode]) {
    if (code !== null && Object.hasOwn(policy.codes, code)) return policy.codes[code] ?? null;
  }
  return null;
}

/** How long an alarm is held back; 0: not at all, as every one of high or unknown priority. */
export function delayOf(policy: AlarmPolicy, alarm: Pick<Alarm, 'report' | 'sourceCode'>): number {
  const priority = shownPriority(alarm.report);
  if (priority === 'high') return 0;
  const ofCode = codePolicyOf(policy, alarm);
  const level = priority === 'medium' ? 'medium' : 'low';
  const own = level === 'medium' ? ofCode?.delayMs : ofCode?.lowDelayMs;
  if (own !== undefined) return own;
  const { kind } = alarm.report;
  const { physiologicalMs, technicalMs } = policy.delays[level];
  return kind === 'physiological' ? physiologicalMs : kind === 'technical' ? technicalMs : 0;
}

/** Whether a rule speaks of this alarm. */
export function matches(match: AlarmMatch, { report, sourceCode }: Pick<Alarm, 'report' | 'sourceCode'>): boolean {
  const contains = (list: readonly string[] | undefined, value: string | null) =>
    list === undefined || (value !== null && list.includes(value));
  return (
    contains(match.codes, report.code) && contains(match.sourceCodes, sourceCode) && contains(match.kinds, report.kind)
  );
}
