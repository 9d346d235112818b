import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Random } from '#fixtures/patients/random.ts';
import { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import { FuzzFailure, fuzz, promise } from './fuzzTarget.ts';
import { HangWatch } from './hangWatch.ts';
import { mutateBytes } from './mutateBytes.ts';
import { mutateJson } from './mutateJson.ts';
import { mutateWire } from './mutateMessage.ts';
import { fuzzTargets, type TargetName } from './targets.ts';
import { wireFrame } from './wireWard.ts';

/** A fixed share of what `npm run fuzz` does; with these every run of the tests tries the same. */
const shares: Readonly<Record<TargetName, number>> = {
  frames: 3000,
  config: 3000,
  policy: 3000,
  journal: 1500,
  window: 3000,
};

/** What a share must reach, or it only knocks at the door. */
const reached: Readonly<Record<TargetName, readonly string[]>> = {
  frames: ['refused bytes', 'refused protocol', 'refused number', 'opening', 'frame', 'heartbeat', 'past', 'answer'],
  config: ['refused', 'read in part', 'read'],
  policy: ['no JSON', 'refused', 'taken'],
  journal: ['bytes', 'line', 'moved lines', 'files', 'sealed lines', 'sealed checkpoint'],
  window: ['refused', 'heard', 'ended'],
};

describe('mutated input, some thousand times', () => {
  it.each(Object.keys(shares) as TargetName[])(
    'of %s breaks no promise: nothing throws, hangs, grows, guesses or harms its neighbours',
    async (name) => {
      const { outcomes } = await fuzz(fuzzTargets[name], { seed: 1, count: shares[name] });
      expect(Object.keys(outcomes)).toEqual(expect.arrayContaining([...reached[name]]));
    },
    60_000,
  );
});

describe('the fuzzer', () => {
  const broken = (isBroken: (n: number) => boolean) => ({
    open: () => ({
      try: (random: Random) => {
        const n = random.below(1000);
        promise(!isBroken(n), () => `broke at ${n}`);
        return n < 500 ? 'low' : 'high';
      },
      close: () => {},
    }),
  });

  it('takes a thread for hung that keeps the processor for 20 s or is still for 5 min, and not one that others keep from working', () => {
    const watch = new HangWatch();
    const look = (seed: number, clockS: number, busyS: number) =>
      watch.look(seed, { busyMs: busyS * 1000, clockMs: clockS * 1000 });
    expect(look(1, 0, 0)).toBeNull();
    expect(look(1, 100, 19)).toBeNull();
    expect(look(1, 101, 21)).toMatch(/took more than 20000 ms/);
    expect(look(2, 102, 21)).toBeNull();
    expect(look(2, 401, 40)).toBeNull();
    expect(look(2, 403, 40)).toMatch(/no end after 300000 ms/);
  });

  it('names the seed of the mutation that broke a promise, and that seed alone breaks it again', async () => {
    const target = broken((n) => n === 77);
    const failure: unknown = await fuzz(target, { seed: 5, count: 100_000 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FuzzFailure);
    const { seed } = failure as FuzzFailure;
    expect(seed).toBeGreaterThan(5);
    await expect(fuzz(target, { seed, count: 1 })).rejects.toThrow(`seed ${seed}: Error: broke at 77`);
    await expect(fuzz(target, { seed: seed + 1, count: 1 })).resolves.toMatchObject({ count: 1 });
  });

  it('finds what is slow, and what holds on to what it was given', async () => {
    const slow = {
      open: () => ({
        try: () => {
          const untilMs = performance.now() + 400;
          while (performance.now() < untilMs);
          return 'slow';
        },
        close: () => {},
      }),
    };
    await expect(fuzz(slow, { seed: 1, count: 2 })).rejects.toThrow(/took \d+ ms at the best of 3 tries, at most 100/);
    const held: Buffer[] = [];
    const leaky = { open: () => ({ try: () => `${held.push(Buffer.alloc(100_000)) > 0}`, close: () => {} }) };
    await expect(fuzz(leaky, { seed: 1, count: 300 })).rejects.toThrow(/the heap grew by \d\d\.\d MB/);
  });

  it('makes of the same seed the same, and something else than there was', () => {
    const sound = Buffer.from(Frame.encode(wireFrame(2, new Random(1, 'sound'))).finish());
    const json = { a: [1, 'x', { b: null }] };
    const made = (seed: number): string[] => [
      mutateBytes(new Random(seed, 'm'), sound).toString('hex'),
      mutateWire(new Random(seed, 'm'), sound).toString('hex'),
      mutateJson(new Random(seed, 'm'), json),
    ];
    expect(made(7)).toEqual(made(7));
    const all = Array.from({ length: 300 }, (_, seed) => made(seed));
    for (const [k, unchanged] of [sound.toString('hex'), sound.toString('hex'), JSON.stringify(json)].entries()) {
      const others = new Set(all.map((one) => one[k]).filter((one) => one !== unchanged));
      expect(others.size).toBeGreaterThan(150);
    }
  });

  it('changes what a message says far inside, and leaves it one that can be read', () => {
    const sound = Buffer.from(Frame.encode(wireFrame(2, new Random(1, 'sound'))).finish());
    const told = Frame.decode(sound);
    let changed = 0;
    for (let seed = 0; seed < 300; seed++) {
      try {
        const { alarms, waveforms } = Frame.decode(mutateWire(new Random(seed, 'm'), sound));
        const isLeft = isDeepStrictEqual(waveforms, told.waveforms);
        if (isLeft && alarms.length === told.alarms.length && !isDeepStrictEqual(alarms, told.alarms)) changed++;
      } catch {
        // Not this one.
      }
    }
    expect(changed).toBeGreaterThan(5);
  });
});
