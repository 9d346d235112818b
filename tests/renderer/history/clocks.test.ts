import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldReader } from '#renderer/history/heldReader.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import type { History } from '#renderer/history/openHistory.ts';
import { readWaves } from '#renderer/review/export/readWaves.ts';
import { Hospital, personIn } from '#tests/renderer/support/hospital.ts';
import { ECG, openStore, START_MS, storeName } from '#tests/renderer/support/keptHistory.ts';

/**
 * What is shown under each name in each bed: by `bed person`, the numbers of the samples. Fails where one is somebody else's. What a clock
 * gave before it was set back lies behind its present, so a stay that lasts is looked at until `latestMs`, when its last sample was.
 */
async function shown(history: History, latestMs: number): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const [held, reader] = [new HeldReader(history), new HistoryReader(history)];
  const all = new Map<string, Set<number>>();
  for (const stay of await held.stays()) {
    const person = stay.patient?.patientId ?? 'nobody';
    const untilMs = stay.untilMs ?? latestMs + 5_000;
    const own = all.get(`${stay.bedKey} ${person}`) ?? new Set();
    all.set(`${stay.bedKey} ${person}`, own);
    const { waves } = await reader.readWindow(stay, ECG, stay.fromMs, untilMs);
    for (const sample of waves.flatMap(({ runs }) => runs.flatMap(({ samples }) => [...samples]))) {
      expect(personIn(sample), 'a sample').toBe(person);
      own.add(sample);
    }
    const exported = await readWaves(
      { window: (...of) => reader.readWindow(...of) },
      {
        whose: stay,
        waves: [ECG],
        fromMs: stay.fromMs,
        untilMs,
      },
    );
    for (const { channel, runs } of exported) {
      expect(channel).not.toHaveProperty('owner');
      for (const sample of runs.flatMap(({ samples }) => [...samples]))
        expect(personIn(sample), 'an export').toBe(person);
    }
    for (const { values } of await held.values(stay, stay.fromMs, untilMs))
      for (const [, value] of values) expect(personIn(value ?? 0), 'a value').toBe(person);
    const envelope = await reader.readEnvelope(stay, ECG, stay.fromMs, untilMs, 10_000);
    for (const { min, max } of envelope.waves.flatMap(({ bins }) => bins))
      expect([personIn(min), personIn(max)], 'an overview').toEqual([person, person]);
    if (waves.some(({ runs }) => runs.length > 0))
      expect((await held.names(stay, stay.fromMs, untilMs)).waves, 'names').not.toEqual([]);
  }
  return all;
}

/** Who was sampled in which bed, as the gateways had it; all of it came to the station. */
async function expectAllIsTheirs(hospital: Hospital): Promise<void> {
  await hospital.settle();
  const seen = await shown(hospital.history, hospital.latestMs);
  for (const [whoAndWhere, samples] of hospital.truth) {
    expect([whoAndWhere, seen.get(whoAndWhere)?.size]).toEqual([whoAndWhere, samples.size]);
  }
}

async function open(aheadMs: readonly number[]): Promise<Hospital> {
  const name = storeName();
  return Hospital.open(() => openStore(name), aheadMs);
}

describe('a gateway’s clock that errs', () => {
  it.each([12_000, -12_000, 3 * 3_600_000, -3 * 3_600_000])(
    'by %i ms: one patient leaves, the next comes, and each has all of their own samples and none of the other’s',
    async (aheadMs) => {
      const hospital = await open([aheadMs]);
      hospital.lies(0, 'anna');
      await hospital.goOn(30);
      hospital.lies(0, 'bert');
      await hospital.goOn(30);
      hospital.lies(0, null);
      await hospital.goOn(10);
      await expectAllIsTheirs(hospital);
    },
  );

  it.each([12_000, -12_000])(
    'and is set by %i ms in the middle of a stay: samples go on by the clock before, until the gateway starts again',
    async (byMs) => {
      const hospital = await open([0]);
      hospital.lies(0, 'anna');
      await hospital.goOn(20);
      hospital.setClock(0, byMs);
      await hospital.goOn(10);
      hospital.lies(0, 'bert');
      await hospital.goOn(5);
      hospital.restart(0);
      await hospital.goOn(15);
      hospital.lies(0, 'anna');
      await hospital.goOn(15);
      await expectAllIsTheirs(hospital);
    },
  );

  it('a patient who lies in a bed under two gateways, one ahead and one behind: both have what is theirs', async () => {
    const hospital = await open([12_000, -12_000]);
    hospital.lies(0, 'anna');
    hospital.lies(1, 'bert');
    await hospital.goOn(20);
    hospital.lies(0, 'bert');
    hospital.lies(1, 'anna');
    await hospital.goOn(20);
    await expectAllIsTheirs(hospital);
  });

  it('a stay that lasts is told by the clock of its samples, so that the newest of them are in it', async () => {
    const hospital = await open([3 * 3_600_000]);
    hospital.lies(0, 'anna');
    await hospital.goOn(20);
    await hospital.settle();
    const [stay] = await new HeldReader(hospital.history).stays();
    expect(stay?.untilMs).toBe(null);
    expect(Math.abs((stay?.aheadMs ?? 0) - 3 * 3_600_000)).toBeLessThanOrEqual(2_000);
    expect(stay?.beganMs).toBe(START_MS + 1);
    expect(Math.abs((stay?.fromMs ?? 0) - START_MS - 3 * 3_600_000)).toBeLessThanOrEqual(2_000);
  });

  it('whatever clocks, patients, gateways, links and writers do, nobody’s samples are under another’s name, and none is lost', async () => {
    const gateway = fc.integer({ min: 0, max: 1 });
    const clockMs = fc.oneof(
      fc.integer({ min: -30_000, max: 30_000 }),
      fc.integer({ min: -4 * 3_600_000, max: 4 * 3_600_000 }),
    );
    const event = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant('lies' as const),
          gateway,
          who: fc.constantFrom('anna', 'bert', 'carl', null),
        }),
      },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('setClock' as const), gateway, byMs: clockMs }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const), gateway }) },
      { weight: 2, arbitrary: fc.record({ type: fc.constant('link' as const), gateway }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('writerDies' as const) }) },
    );
    const step = fc.tuple(event, fc.integer({ min: 0, max: 12 }));
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(clockMs, clockMs),
        fc.array(step, { minLength: 3, maxLength: 14 }),
        async (ahead, steps) => {
          const hospital = await open(ahead);
          for (const [what, seconds] of steps) {
            switch (what.type) {
              case 'lies':
                hospital.lies(what.gateway, what.who);
                break;
              case 'setClock':
                hospital.setClock(what.gateway, what.byMs);
                break;
              case 'restart':
                hospital.restart(what.gateway);
                break;
              case 'link':
                hospital.turnLink(what.gateway);
                break;
              case 'writerDies':
                await hospital.writerDies();
            }
            await hospital.goOn(seconds);
          }
          await expectAllIsTheirs(hospital);
          hospital.close();
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
