import { lookUpCode } from '#domain/codes/mdc.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { HistoryGapState, KeptChannel } from '#renderer/history/keptWave.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { gapWords, type StretchWords } from '#renderer/waveforms/recent/coverageTexts.ts';

/** Why a stretch of the past is not here. */
export const heldGapWords: Readonly<Record<HistoryGapState, StretchWords>> = {
  ...gapWords,
  shed: { look: 'missing', short: '✕ missing', why: 'the window that wrote was too slow for it' },
  notRecorded: {
    look: 'missing',
    short: '✕ not recorded',
    why: 'nothing was recorded at that time',
  },
  damaged: { look: 'missing', short: '✕ damaged', why: 'what was recorded is damaged and can’t be read' },
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Thu 26 Nov`, in the zone of the machine the window stands on. */
export function dayText(timeMs: number): string {
  const at = new Date(timeMs);
  return `${DAYS[at.getDay()]} ${at.getDate()} ${MONTHS[at.getMonth()]}`;
}

/** `Thu 26 Nov 05:12`, or with seconds. */
export function momentText(timeMs: number, withSeconds = false): string {
  return `${dayText(timeMs)} ${timeOfDay(timeMs, withSeconds)}`;
}

/** A length of time in words, from minutes on: `5 min`, `3 h 20 min`, `2 d 4 h`. */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Beyond this, a clock is told as wrong (domain/time/clockWatch.ts). */
const OFF_MS = 5_000;

/** `times are the bedside’s: 12 s ahead`: whoever compares them with a clock on the wall must know; '' where the two agree. */
export function clockRemark(aheadMs: number): string {
  if (Math.abs(aheadMs) <= OFF_MS) return '';
  const offMs = Math.abs(aheadMs);
  const off = offMs < 100_000 ? `${Math.round(offMs / 1000)} s` : spanText(offMs);
  return `times are the bedside’s: ${off} ${aheadMs > 0 ? 'ahead of' : 'behind'} this clock`;
}

/** A channel as monitors print it. */
export function channelText({ code, label }: Pick<KeptChannel, 'code' | 'label'>): string {
  return lookUpCode(code)?.shortName ?? label;
}

/** `Keller Anna`; what is known where there is no name. */
export function patientText(patient: Patient | null): string {
  if (patient === null) return 'no patient';
  return patient.displayName || patient.patientId || 'name not known';
}

/** `71 F · MRN 4711`: only what is known. */
export function patientDetails(patient: Patient | null): string {
  if (patient === null) return '';
  const letter = { female: 'F', male: 'M', other: 'X', unknown: '' }[patient.sex];
  const person = [patient.ageYears === null ? '' : String(patient.ageYears), letter].filter((part) => part !== '');
  return [person.join(' '), patient.patientId].filter((part) => part !== '').join(' · ');
}
