import { describe, expect, it } from 'vitest';
import { EITHER } from '#domain/ward/whose.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import { findStay, momentIn } from '#renderer/review/findStay.ts';
import { clockRemark } from '#renderer/review/reviewTexts.ts';
import { marksOf } from '#renderer/review/stayAlarms.ts';
import { readStrip } from '#renderer/review/strip/readStrip.ts';
import { member } from '#tests/renderer/support/listedAlarms.ts';
import { gone, HOUR, here, MINUTE, NOW_MS, next, TestArchive } from './testArchive.ts';

const AHEAD_MS = 3 * HOUR;
/** A stay whose gateway's clock is three hours ahead. */
const ahead = { ...here, aheadMs: AHEAD_MS, fromMs: here.fromMs + AHEAD_MS };

const kept = (onsetMs: number, sinceMs: number, goneMs: number | null, patientKey = 'a'): KeptAlarm => ({
  member: member(here.bedKey, 'high', 'ASYSTOLE', { report: { onsetMs }, alarm: { patientKey, sinceMs } }),
  goneMs,
});

describe('alarms in a review', () => {
  it('stand where their samples are, from the onset to the end, by the clock of the samples', () => {
    const sinceMs = NOW_MS - HOUR;
    const [mark] = marksOf(ahead, [kept(sinceMs + AHEAD_MS - 2_000, sinceMs, sinceMs + MINUTE)]);
    expect(mark).toMatchObject({ fromMs: sinceMs + AHEAD_MS - 2_000, untilMs: sinceMs + AHEAD_MS + MINUTE });
  });

  it('an onset that can’t be true is told by when the station learned of it', () => {
    const sinceMs = NOW_MS - HOUR;
    const [mark] = marksOf(ahead, [kept(0, sinceMs, null)]);
    expect(mark).toMatchObject({ fromMs: sinceMs + AHEAD_MS, untilMs: null });
  });

  it('on a strip are the patient’s, and those of which nobody knows whose they are, which says so; never the next one’s', async () => {
    const [fromMs, untilMs] = [NOW_MS - 10 * MINUTE, NOW_MS];
    const archive = new TestArchive();
    archive.alarms = async () => [
      kept(fromMs + 1_000, fromMs + 1_000, null),
      kept(fromMs + 2_000, fromMs + 2_000, null, EITHER),
      kept(fromMs + 3_000, fromMs + 3_000, null, 'c'),
      kept(fromMs - 1_000, fromMs - 1_000, null),
    ];
    const answer = await readStrip(archive, here, [], { fromMs, untilMs }, NOW_MS);
    expect(answer.ok && answer.strip.alarms.map((mark) => [mark.fromMs - fromMs, mark.text])).toEqual([
      [1_000, 'ASYSTOLE'],
      [2_000, 'ASYSTOLE (not known whose)'],
    ]);
  });
});

describe('a clock that errs', () => {
  it.each([
    [4_000, ''],
    [12_000, 'times are the bedside’s: 12 s ahead of this clock'],
    [-12_000, 'times are the bedside’s: 12 s behind this clock'],
    [3 * HOUR, 'times are the bedside’s: 3 h ahead of this clock'],
  ])('by %i ms is told beside the name', (aheadMs, text) => {
    expect(clockRemark(aheadMs)).toBe(text);
  });
});

describe('the moment that is asked for', () => {
  it('of an alarm is its onset, by its gateway’s clock; of a bed, now by the clock of its samples', () => {
    const sinceMs = NOW_MS - HOUR;
    expect(momentIn(ahead, { atMs: sinceMs, onsetMs: sinceMs + AHEAD_MS - 5_000 })).toBe(sinceMs + AHEAD_MS - 5_000);
    expect(momentIn(ahead, { atMs: sinceMs, onsetMs: sinceMs })).toBe(sinceMs + AHEAD_MS);
    expect(momentIn(ahead, { atMs: NOW_MS })).toBe(NOW_MS + AHEAD_MS);
  });

  it('finds the stay by the clock of its samples, and never another patient’s', () => {
    const stays = [next, ahead, gone];
    const latestMs = ({ aheadMs }: { aheadMs: number }) => NOW_MS + aheadMs;
    expect(findStay(stays, { bedKey: here.bedKey, patientKey: '', atMs: NOW_MS }, latestMs)).toBe(ahead);
    expect(findStay(stays, { bedKey: gone.bedKey, patientKey: 'b', atMs: NOW_MS }, latestMs)).toBe(gone);
    expect(findStay(stays, { bedKey: gone.bedKey, patientKey: 'x', atMs: NOW_MS }, latestMs)).toBe(null);
  });
});
