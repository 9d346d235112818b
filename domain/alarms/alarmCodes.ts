import type { Rhythm } from '#domain/analysis/rhythmRules.ts';
import { lookUpCode } from '#domain/codes/mdc.ts';

/** The station's own alarm: a gateway can't be reached. No IEEE 11073-10101 id, and its name does not look like one. */
export const LINK_LOST = 'VIGIL_LINK_LOST';
/** ... no window of the station can sound. */
export const NO_SOUND = 'VIGIL_NO_SOUND';
/** ... what happens to alarms can't be written down. */
export const JOURNAL_LOST = 'VIGIL_JOURNAL_LOST';
/** ... a gateway's clock is far from ours, or somebody sets it. */
export const CLOCK_OFF = 'VIGIL_CLOCK_OFF';
/** ... the clock of the station's own machine was set. */
export const OWN_CLOCK_SET = 'VIGIL_OWN_CLOCK_SET';
/** ... two gateways announce a bed of one name in a ward of one name. */
export const BED_TWICE = 'VIGIL_BED_TWICE';
/** ... one patient is announced at two beds. */
export const PATIENT_TWICE = 'VIGIL_PATIENT_TWICE';
/** ... a gateway sends more than any ward does, and is read more slowly than it sends. */
export const GATEWAY_FLOOD = 'VIGIL_GATEWAY_FLOOD';
/** ... a browser's history is not the one that was there. */
export const HISTORY_RECREATED = 'VIGIL_HISTORY_RECREATED';
/** ... the disk of the history is getting full, or does not say. */
export const HISTORY_SPACE_LOW = 'VIGIL_HISTORY_SPACE_LOW';
/** ... history is not written, as its disk is nearly full. */
export const HISTORY_STOPPED = 'VIGIL_HISTORY_STOPPED';

/** A value beyond a limit; which value, its source says (recordings/interop/mdc-codes.csv). */
export const belowLimit: readonly string[] = ['MDC_EVT_LO', 'MDC_EVT_LO_VAL_LT_LIM'];
export const aboveLimit: readonly string[] = ['MDC_EVT_HI'];

/** Of the ECG's rhythm. Reference ids as DICOM PS3.16 CID 3038 gives them for IEEE 11073-10101. */
export const rhythmEvents: readonly string[] = [
  'MDC_EVT_ECG_ARRHY',
  'MDC_EVT_ECG_ATR_FIB',
  'MDC_EVT_ECG_ATR_FLUT',
  'MDC_EVT_ECG_CARD_BEAT_RATE_IRREG',
  'MDC_EVT_ECG_RR_IRREG',
  'MDC_EVT_ECG_SINUS_BRADY',
  'MDC_EVT_ECG_SINUS_TACHY',
  'MDC_EVT_ECG_SV_P_C',
];

/**
 * Of the ventricles and of standstill, where nobody waits for an explanation: they are no `rhythmEvents`. Ids as the
 * IntelliVue programming guide prints them with their numbers, NOM_ for MDC_ (3076, 3108, 3220, 3224); that of
 * fibrillation is common knowledge, not read in a table.
 */
export const ventricularEvents: readonly string[] = [
  'MDC_EVT_ECG_ASYSTOLE',
  'MDC_EVT_ECG_PAUSE',
  'MDC_EVT_ECG_V_FIB',
  'MDC_EVT_ECG_V_RHY',
  'MDC_EVT_ECG_V_TACHY',
];

/**
 * Alarms on which the waves are asked for a second opinion, and what each says of the heart. Only what is defined as the Challenge
 * 2015 defines it: a sinus bradycardia, or a rate beyond a limit, is far milder than the rules that judge. Ids of the
 * extremes as the IntelliVue programming guide prints them (3086, 3122).
 */
export const judgedRhythms: Readonly<Record<string, Rhythm>> = {
  MDC_EVT_ECG_ASYSTOLE: 'asystole',
  MDC_EVT_ECG_BRADY_EXTREME: 'bradycardia',
  MDC_EVT_ECG_TACHY_EXTREME: 'tachycardia',
  MDC_EVT_ECG_V_TACHY: 'ventricularTachycardia',
  MDC_EVT_ECG_V_FIB: 'ventricularFibrillation',
};

/** What the waves can be asked of an alarm; null: nothing. */
export function judgedRhythmOf(code: string | null): Rhythm | null {
  return code !== null && Object.hasOwn(judgedRhythms, code) ? (judgedRhythms[code] ?? null) : null;
}

const known: ReadonlySet<string> = new Set([
  ...belowLimit,
  ...aboveLimit,
  ...rhythmEvents,
  ...ventricularEvents,
  ...Object.keys(judgedRhythms),
  'MDC_EVT_APNEA',
  'MDC_EVT_DESAT',
  'MDC_EVT_LEAD_OFF',
  'MDC_EVT_INOP',
  'MDC_EVT_BATT_LO', // 196802, SDC device nomenclature
  'MDC_EVT_SENSOR_DISCONN', // 196916, likewise
  LINK_LOST,
  NO_SOUND,
  JOURNAL_LOST,
  CLOCK_OFF,
  OWN_CLOCK_SET,
  PATIENT_TWICE,
  BED_TWICE,
  GATEWAY_FLOOD,
  HISTORY_RECREATED,
  HISTORY_SPACE_LOW,
  HISTORY_STOPPED,
]);

/** Leads of the chest: when one of them is off, the ECG goes on by the others. */
export const chestLeads: readonly string[] = ['V', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'].map(
  (lead) => `MDC_ECG_ELEC_POTL_${lead}`,
);

/** Whether we know what an alarm of this code is about. One we do not know is shown by the label the device gave. */
export function isKnownAlarmCode(code: string | null): boolean {
  return code !== null && (known.has(code) || lookUpCode(code) !== null);
}
