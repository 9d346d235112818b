import { expect, test } from 'vitest';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { StripChannel } from '#domain/analysis/strip.ts';
import { stripBefore } from '#main/opinion/stripBefore.ts';
import { asystole, NOON_MS, Station } from '#tests/domain/alarms/bedside.ts';
import { steady } from '#tests/domain/analysis/ecgTrace.ts';
import { DURATION_MS, lead, pulse } from '#tests/domain/analysis/strips.ts';
import { HeldWard } from './heldBed.ts';

const beats = steady(80, DURATION_MS);
const waves = [lead('II', beats), lead('V', beats, 2), pulse(beats)];
const { bedKey } = asystole();

function alarm(over: Parameters<typeof asystole>[0] = {}, patientKey = 'anna'): Alarm {
  const station = new Station();
  station.hears(asystole(over));
  return { ...(station.alarm(asystole()) as Alarm), patientKey };
}

const cut = (channel: StripChannel, seconds: number): StripChannel => ({
  ...channel,
  samples: channel.samples.slice(-seconds * channel.rateHz),
});

test('thirty seconds up to the alarm are taken, of the leads and of the pulse, as they were measured', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', [...waves, { ...lead('V1', beats), rateHz: 250 }]);
  const held = stripBefore(ward.recent, alarm());
  if (!held.ok) throw new Error(held.reason);
  expect(held).toMatchObject({ isWhole: true, untilMs: NOON_MS });
  expect(held.codes.slice(0, 3)).toEqual(['MDC_ECG_ELEC_POTL_II', 'MDC_ECG_ELEC_POTL_V', 'MDC_PULS_OXIM_PLETH']);
  expect(held.strip.durationMs).toBe(30_000);
  expect(held.strip.channels.map(({ kind, samples }) => [kind, samples.length])).toEqual([
    ['ecg', 7_500],
    ['ecg', 7_500],
    ['pleth', 3_750],
    ['ecg', 7_500],
  ]);
  for (const [k, { samples }] of waves.entries())
    for (const [index, value] of held.strip.channels[k]?.samples.entries() ?? [])
      expect(Math.abs(value - (samples[index] as number))).toBeLessThan(0.0006);
});

test('pulses of a pacemaker that the device marked come with it, and marks of beats do not', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', waves);
  const marks = (['pacer', 'qrs'] as const).map((kind) => ({ channelId: 1, index: 250, kind }));
  ward.recent.apply({ type: 'marks', gatewayId: 'gw-a', marks });
  const held = stripBefore(ward.recent, alarm());
  expect(held.ok && held.strip.pacerMs).toEqual([1_000]);
});

test('what is taken is a copy: samples that come later change nothing of it', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', waves);
  const held = stripBefore(ward.recent, alarm());
  const before = held.ok ? held.strip.channels[0]?.samples.slice() : undefined;
  ward.gives({ channelId: 1 }, 7_500, new Float64Array(75_000).fill(5));
  expect(held.ok && held.strip.channels[0]?.samples).toEqual(before);
});

test('nothing of a patient before or after is looked at', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', waves);
  ward.lies(bedKey, 'cleo', [cut(waves[0] as StripChannel, 20)]);
  const hers = stripBefore(ward.recent, alarm({}, 'cleo'));
  expect(hers).toMatchObject({ ok: true, strip: { durationMs: 20_000, channels: [{ label: 'II' }] } });
  const annas = { ok: false, isFinal: true, reason: 'another patient, or nobody, lies in the bed by now' };
  expect(stripBefore(ward.recent, alarm())).toEqual(annas);
  ward.leaves(bedKey);
  expect(stripBefore(ward.recent, alarm())).toEqual(annas);
});

test('less than rules look back on is not judged, nor is a bed without a wave of the heart', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', [cut(waves[0] as StripChannel, 12)]);
  expect(stripBefore(ward.recent, alarm())).toMatchObject({ ok: false, isFinal: false });
  ward.lies(bedKey, 'anna', []);
  expect(stripBefore(ward.recent, alarm())).toMatchObject({ ok: false, reason: expect.stringMatching(/no ECG/) });
  ward.lies(bedKey, 'anna', [{ ...(waves[0] as StripChannel), rateHz: 10 }]);
  expect(stripBefore(ward.recent, alarm()), 'of ten samples a second').toMatchObject({ ok: false });
});

test('what was measured before a condition that was dated back is taken too, up to when it was told', () => {
  const ward = new HeldWard();
  ward.lies(bedKey, 'anna', waves);
  const held = stripBefore(ward.recent, alarm({ onsetMs: NOON_MS - 4_000, timeMs: NOON_MS }));
  expect(held).toMatchObject({ ok: true, untilMs: NOON_MS });
  const older = stripBefore(ward.recent, alarm({ onsetMs: NOON_MS - 12_000, timeMs: NOON_MS + 3_600_000 }));
  expect(older, 'not of a report an hour later').toMatchObject({ ok: true, untilMs: NOON_MS - 2_000 });
});

test('a lead that fell silent is not waited for, one whose last samples are under way is', () => {
  const ward = new HeldWard();
  const late = { ...(waves[1] as StripChannel), samples: (waves[1] as StripChannel).samples.slice(0, -50) };
  ward.lies(bedKey, 'anna', [waves[0] as StripChannel]);
  expect(stripBefore(ward.recent, alarm({ onsetMs: NOON_MS + 500, timeMs: NOON_MS + 500 }))).toMatchObject({
    ok: true,
    isWhole: false,
    untilMs: NOON_MS,
  });
  expect(stripBefore(ward.recent, alarm({ onsetMs: NOON_MS + 9_000, timeMs: NOON_MS + 9_000 }))).toMatchObject({
    ok: false,
    isFinal: false,
  });
  const two = new HeldWard();
  two.lies(
    bedKey,
    'anna',
    [waves[0] as StripChannel, late].map((channel) => ({ ...channel })),
  );
  const held = stripBefore(two.recent, alarm());
  // Both began at their own first sample: the second one ends at noon as well, 200 ms shorter.
  expect(held).toMatchObject({ ok: true, isWhole: true });
  expect(held.ok && Number.isNaN(held.strip.channels[1]?.samples[0])).toBe(true);
});
