import { describe, expect, test } from 'vitest';
import { LiveBed, type LiveSecond } from '#domain/analysis/liveBed.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { ecgTrace, noise, steady } from './ecgTrace.ts';
import { breathing, pulseWave } from './waves.ts';

const RATE = 250;
const MINUTE = 60_000;
const START_MS = 1_700_000_000_000;

const channel = (channelId: number, code: string, more: Partial<Channel> = {}): Channel => ({
  channelId,
  code,
  label: code,
  unit: '',
  rateHz: RATE,
  scalePerLsb: 0.001,
  offset: 0,
  rawMinimum: -32_768,
  rawMaximum: 32_767,
  originMs: START_MS,
  ...more,
});
const II = channel(1, 'MDC_ECG_ELEC_POTL_II');
const V = channel(2, 'MDC_ECG_ELEC_POTL_V');
const PLETH = channel(3, 'MDC_PULS_OXIM_PLETH');
const ABP = channel(5, 'MDC_PRESS_BLD_ART', { unit: 'mm[Hg]' });
const RESP = channel(4, 'MDC_IMPED_TTHOR');

const rawOf = (wave: ArrayLike<number>): Int32Array => Int32Array.from(wave, (value) => Math.round(1000 * value));
const lead = (beats: readonly number[], durationMs: number, seed = 1) =>
  rawOf(ecgTrace(beats, durationMs, RATE, { seed }));
const pleth = (beats: readonly number[], durationMs: number) => rawOf(pulseWave(beats, durationMs, RATE));

type Wave = readonly [Channel, Int32Array];

/** Sends waves in blocks of so many samples, channel after channel, from a time on; parts of a channel can be left out. */
function send(
  bed: LiveBed,
  waves: readonly Wave[],
  {
    block = 25,
    fromMs = 0,
    without,
  }: { block?: number; fromMs?: number; without?: (channelId: number, atMs: number) => boolean } = {},
): LiveSecond[] {
  const told: LiveSecond[] = [];
  const most = Math.max(...waves.map(([, samples]) => samples.length));
  for (let at = 0; at < most; at += block)
    for (const [{ channelId, rateHz }, samples] of waves) {
      if (without?.(channelId, (at * 1000) / rateHz) === true) continue;
      const firstIndex = at + Math.round((fromMs * rateHz) / 1000);
      told.push(...bed.put({ channelId, firstIndex, samples: samples.subarray(at, at + block) }));
    }
  return told;
}

const secondAt = (told: readonly LiveSecond[], s: number) =>
  told.find(({ untilMs }) => untilMs === START_MS + 1000 * s) as LiveSecond;

describe('a bed with two leads, a pleth and respiration', () => {
  const beats = steady(72, MINUTE);
  const waves: Wave[] = [
    [II, lead(beats, MINUTE)],
    [V, lead(beats, MINUTE, 2)],
    [PLETH, pleth(beats, MINUTE)],
    [RESP, rawOf(breathing(15, MINUTE, RATE))],
  ];
  const told = send(new LiveBed([II, V, PLETH, RESP]), waves);

  test('tells every second once, in order, at its end', () => {
    expect(told.map(({ untilMs }) => untilMs)).toEqual(Array.from({ length: 60 }, (_, k) => START_MS + 1000 * (k + 1)));
  });

  test('tells heart, pulse and respiration rate, all good, and no pulse deficit', () => {
    const { heart, pulse, respiration, pulseDeficit, waves: each } = secondAt(told, 58);
    expect(heart).toMatchObject({ isGood: true });
    expect(heart.perMin).toBeCloseTo(72, 0);
    expect(pulse).toMatchObject({ isGood: true });
    expect(pulse.perMin).toBeCloseTo(72, 0);
    expect(respiration).toMatchObject({ isGood: true });
    expect(Math.abs((respiration.perMin as number) - 15)).toBeLessThan(0.5);
    expect(pulseDeficit).toBe(0);
    expect(each.map(({ kind, quality, faults }) => [kind, quality, faults])).toEqual([
      ['ecg', 1, []],
      ['ecg', 1, []],
      ['pleth', 1, []],
      ['respiration', 1, []],
    ]);
  });

  test('claims nothing in the first seconds', () => {
    const { heart, pulse, respiration, pulseDeficit } = secondAt(told, 3);
    expect([heart.isGood, pulse.isGood, respiration.isGood]).toEqual([false, false, false]);
    expect(respiration.perMin).toBeNull();
    expect(pulseDeficit).toBeNull();
  });

  test('tells the same whatever the blocks', () => {
    expect(send(new LiveBed([II, V, PLETH, RESP]), waves, { block: 250 })).toEqual(told);
    expect(send(new LiveBed([II, V, PLETH, RESP]), waves, { block: 7 })).toEqual(told);
  });

  test('a repeated block changes nothing, and one that comes after its second is counted', () => {
    const bed = new LiveBed([II, V, PLETH, RESP]);
    const twice = waves.flatMap((wave): Wave[] => [wave, wave]);
    expect(send(bed, twice)).toEqual(told);
    const before = bed.dropped;
    bed.put({ channelId: 1, firstIndex: 0, samples: new Int32Array(25) });
    expect(bed.dropped).toBe(before + 25);
  });
});

test('in a standstill the heart rate falls to 0, and is not the last one that was', () => {
  const beats = steady(70, MINUTE).filter((atMs) => atMs < 30_000);
  const told = send(new LiveBed([II, PLETH]), [
    [II, lead(beats, MINUTE)],
    [PLETH, pleth(beats, MINUTE)],
  ]);
  expect(secondAt(told, 29).heart.perMin).toBeCloseTo(70, 0);
  expect(secondAt(told, 35).heart.perMin).toBe(0);
  expect(secondAt(told, 36).pulse.perMin).toBe(0);
});

test('a slow heart is told by its last four intervals', () => {
  const beats = [...steady(80, 30_000), ...Array.from({ length: 15 }, (_, k) => 31_000 + 2_000 * k)];
  const told = send(new LiveBed([II]), [[II, lead(beats, MINUTE)]]);
  expect(secondAt(told, 29).heart.perMin).toBeCloseTo(80, 0);
  expect(secondAt(told, 42).heart.perMin).toBeCloseTo(30, 0);
});

test('premature beats without a pulse are counted as pulse deficit, when it has lasted', () => {
  // Every third beat is early and moves no blood: 28 of them in a minute.
  const beats = Array.from({ length: 28 }, (_, k) => [0, 700, 1150].map((atMs) => 400 + 2100 * k + atMs)).flat();
  const felt = beats.filter((_, k) => k % 3 !== 2);
  const told = send(new LiveBed([II, V, PLETH]), [
    [II, lead(beats, MINUTE)],
    [V, lead(beats, MINUTE, 2)],
    [PLETH, pleth(felt, MINUTE)],
  ]);
  expect(secondAt(told, 20).pulseDeficit).toBeNull();
  const { heart, pulseDeficit } = secondAt(told, 57);
  expect(heart.perMin).toBeCloseTo(86, 0);
  expect(Math.abs((pulseDeficit as number) - 28)).toBeLessThanOrEqual(4);
});

test('beside an arterial line, too, though now the pleth is the clearer wave and now the pressure', () => {
  const beats = Array.from({ length: 28 }, (_, k) => [0, 700, 1150].map((atMs) => 400 + 2100 * k + atMs)).flat();
  const felt = beats.filter((_, k) => k % 3 !== 2);
  const random = noise(7);
  /** Its noise comes and goes, and never hides a pulse. */
  const wavering = (isNoisyFirst: boolean) =>
    rawOf(
      pulseWave(felt, MINUTE, RATE).map((value, k) => {
        const isNoisy = (Math.floor(k / (8 * RATE)) % 2 === 0) === isNoisyFirst;
        return value + (isNoisy ? 0.03 : 0) * random();
      }),
    );
  const told = send(new LiveBed([II, V, PLETH, ABP]), [
    [II, lead(beats, MINUTE)],
    [V, lead(beats, MINUTE, 2)],
    [PLETH, wavering(true)],
    [ABP, wavering(false)],
  ]);
  const { pulse, waves, pulseDeficit } = secondAt(told, 57);
  expect(waves.slice(2).map(({ rate }) => rate.isGood)).toEqual([true, true]);
  expect(pulse.isGood).toBe(true);
  expect(Math.abs((pulseDeficit ?? 0) - 28)).toBeLessThanOrEqual(4);
});

test('a pulse wave that misses pulses of an even heart disagrees, and tells of no deficit', () => {
  const beats = steady(90, MINUTE);
  const told = send(new LiveBed([II, V, PLETH]), [
    [II, lead(beats, MINUTE)],
    [V, lead(beats, MINUTE, 2)],
    [
      PLETH,
      pleth(
        beats.filter((_, k) => k % 3 !== 2),
        MINUTE,
      ),
    ],
  ]);
  expect(secondAt(told, 57).waves[2]?.faults).toEqual(['disagrees']);
  expect(secondAt(told, 57).pulseDeficit).toBeNull();
});

describe('where a wave is bad', () => {
  const beats = steady(75, MINUTE);
  const random = noise(9);
  const full = rawOf(Float64Array.from({ length: (MINUTE * RATE) / 1000 }, () => 2 * random()));

  test('a lead full of noise says so, and the other one carries the rate', () => {
    const { waves, heart } = secondAt(
      send(new LiveBed([II, V]), [
        [II, full],
        [V, lead(beats, MINUTE)],
      ]),
      50,
    );
    expect(waves[0]?.faults).toContain('noise');
    expect(waves[0]?.rate.isGood).toBe(false);
    expect(heart).toMatchObject({ isGood: true });
    expect(heart.perMin).toBeCloseTo(75, 0);
  });

  test('without a good lead the heart rate is not good', () => {
    expect(secondAt(send(new LiveBed([II]), [[II, full]]), 50).heart.isGood).toBe(false);
  });

  test('a pulse wave with more pulses than the heart has beats disagrees', () => {
    const { waves, pulse } = secondAt(
      send(new LiveBed([II, V, PLETH]), [
        [II, lead(beats, MINUTE)],
        [V, lead(beats, MINUTE, 2)],
        [PLETH, pleth(steady(110, MINUTE), MINUTE)],
      ]),
      55,
    );
    expect(waves[2]?.faults).toEqual(['disagrees']);
    expect(pulse.isGood).toBe(false);
  });

  test('respiration that is the heart is called so', () => {
    const { respiration, waves } = secondAt(
      send(new LiveBed([II, RESP]), [
        [II, lead(steady(48, MINUTE), MINUTE)],
        [RESP, rawOf(breathing(48, MINUTE, RATE))],
      ]),
      58,
    );
    expect(waves[1]?.faults).toEqual(['cardiac']);
    expect(respiration.isGood).toBe(false);
  });
});

describe('gaps and changes', () => {
  const beats = steady(75, MINUTE);

  test('a channel that falls silent is waited for two seconds once, then the others go on and it is missing', () => {
    const bed = new LiveBed([II, PLETH]);
    const told = send(
      bed,
      [
        [II, lead(beats, MINUTE)],
        [PLETH, pleth(beats, MINUTE)],
      ],
      {
        without: (channelId, atMs) => channelId === 3 && atMs >= 30_000,
      },
    );
    expect(told).toHaveLength(60);
    expect(secondAt(told, 50).waves[1]).toMatchObject({ faults: ['missing'], quality: 0, rate: { isGood: false } });
    expect(secondAt(told, 50).heart.perMin).toBeCloseTo(75, 0);
    expect(secondAt(told, 50).pulse.perMin).toBeNull();
  });

  test('a gap of all is told as missing, no interval goes across it, and rates come again', () => {
    const told = send(new LiveBed([II]), [[II, lead(beats, MINUTE)]], {
      without: (_, atMs) => atMs >= 20_000 && atMs < 30_000,
    });
    expect(secondAt(told, 25).waves[0]).toMatchObject({ faults: ['missing'], quality: 0 });
    expect(secondAt(told, 25).heart).toMatchObject({ perMin: null, isGood: false });
    expect(secondAt(told, 40).heart.perMin).toBeCloseTo(75, 0);
  });

  test('a long way ahead is a new beginning, not thousands of empty seconds', () => {
    const bed = new LiveBed([II]);
    send(bed, [[II, lead(beats, 20_000)]]);
    const told = send(bed, [[II, lead(beats, MINUTE)]], { fromMs: 3_600_000 });
    expect(told.length).toBeLessThanOrEqual(61);
    expect(told.at(-1)?.heart.perMin).toBeCloseTo(75, 0);
  });

  test('a clock that was set back is followed after some seconds', () => {
    const bed = new LiveBed([II]);
    send(bed, [[II, lead(beats, 20_000)]], { fromMs: 3_600_000 });
    const told = send(bed, [[II, lead(beats, MINUTE)]]);
    expect(told.at(-1)?.untilMs).toBe(START_MS + MINUTE);
    expect(bed.dropped).toBeGreaterThan(0);
  });

  test('other leads: beats are learned anew, the pulse goes on', () => {
    const bed = new LiveBed([II, PLETH]);
    send(bed, [
      [II, lead(beats, MINUTE)],
      [PLETH, pleth(beats, MINUTE)],
    ]);
    bed.describe([V, PLETH]);
    const told = send(
      bed,
      [
        [V, lead(beats, MINUTE)],
        [PLETH, pleth(beats, MINUTE)],
      ],
      { fromMs: MINUTE },
    );
    expect(secondAt(told, 62).heart.isGood).toBe(false);
    expect(secondAt(told, 62).pulse.perMin).toBeCloseTo(75, 0);
    expect(secondAt(told, 80).heart).toMatchObject({ isGood: true });
    expect(secondAt(told, 80).waves.map(({ channelId }) => channelId)).toEqual([2, 3]);
  });

  test('the same channels described again change nothing', () => {
    const once = send(new LiveBed([II]), [[II, lead(beats, MINUTE)]]);
    const bed = new LiveBed([II]);
    const first = send(bed, [[II, lead(beats, MINUTE).subarray(0, 5_000)]]);
    bed.describe([{ ...II }]);
    const rest = send(bed, [[II, lead(beats, MINUTE).subarray(5_000)]], { fromMs: 20_000 });
    expect([...first, ...rest]).toEqual(once);
  });
});
