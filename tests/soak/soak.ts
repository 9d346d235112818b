import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { faultLine, faultPlans, faultSchedule, type PlannedFault } from '#fixtures/faults/schedule.ts';
import { recordEntries } from '#tests/support/recordEntries.ts';
import { buildIfStale } from '#tools/build.ts';
import { commandLine, wholeNumber } from '#tools/commandLine.ts';
import { canFillDisk, injectors } from './injectors.ts';
import { memorySlope } from './memorySlope.ts';
import { OTHER, Rig, WALL } from './rig.ts';
import { type DoneFault, faultTimes } from './times.ts';
import { brokenRules } from './verdict.ts';

const usage = `npm run soak -- [--minutes M] [--seed N] [--gateways G] [--beds B] [--leak MB] [--lenient] [--json]
  Real processes (gateways behind faulty links, the built station, two windows) under a schedule of faults, and an oracle that
  knows every sample, alarm and decision. Ends with 1 when a rule is broken, and prints the command that plays it again.
  --minutes   how long faults go on, the quiet before and after included (2)
  --seed      the same seed gives the same schedule (1)
  --gateways  how many (3)
  --beds      of each gateway, at least 3 (4)
  --leak      makes the station leak so many MB a minute, to see that it is found (0)
  --lenient   what was late is printed and breaks no rule: for a machine that does other work beside, whose times say nothing`;

/** Nobody decides any more, so that every decision has time to arrive. */
const DECIDED_BEFORE_END_MS = 8_000;
/** From the last frame until the windows have it; less than a station takes to call a link silent. */
const DRAIN_MS = 1_000;
const REPLAY_MS = 10_000;

await commandLine(usage, async () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      gateways: { type: 'string', default: '3' },
      beds: { type: 'string', default: '4' },
      leak: { type: 'string', default: '0' },
      lenient: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const options = {
    minutes: wholeNumber('minutes', values.minutes, 1, 24 * 60),
    seed: wholeNumber('seed', values.seed, 0, 0xffff_ffff),
    gateways: wholeNumber('gateways', values.gateways, 1, 16),
    beds: wholeNumber('beds', values.beds, 3, 64),
    leakMb: wholeNumber('leak', values.leak, 0, 1000),
    isLenient: values.lenient,
  };
  buildIfStale();
  const figures = await soak(options);
  const { broken, ...fields } = figures;
  for (const [field, value] of Object.entries(fields)) {
    console.log(`${field.padEnd(20)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  }
  for (const rule of broken) console.log(`BROKEN  ${rule}`);
  if (broken.length > 0) {
    const { minutes, seed, gateways, beds } = options;
    console.log(
      `seed ${seed} fails; again: npm run soak -- --minutes ${minutes} --seed ${seed} --gateways ${gateways} --beds ${beds}`,
    );
  }
  if (values.json) console.log(JSON.stringify(figures));
  return broken.length === 0 ? 0 : 1;
});

interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly gateways: number;
  readonly beds: number;
  readonly leakMb: number;
  readonly isLenient: boolean;
}

async function soak({ minutes, seed, gateways, beds, leakMb, isLenient }: SoakOptions) {
  const lastsMs = minutes * 60_000;
  const hasPrlimit = canFillDisk();
  const planned = faultSchedule({ seed, lastsMs, gateways }).filter(({ fault }) => fault !== 'diskFull' || hasPrlimit);
  if (!hasPrlimit) console.log('Without prlimit (util-linux) there is no full disk: that fault is left out.');
  console.log(`Schedule of seed ${seed}, ${minutes} min, ${gateways} gateways of ${beds} beds:`);
  for (const fault of planned) console.log(`  ${faultLine(fault)}`);

  const deaths: string[] = [];
  const onDeath = (why: string) => void deaths.push(why);
  const rig = await Rig.start({ seed, gateways, beds, replayMs: REPLAY_MS, leakMb, onDeath });
  try {
    const zeroMs = performance.now();
    const at = (ms: number): Promise<void> => delay(Math.max(0, zeroMs + ms - performance.now()));
    const done: DoneFault[] = [];
    const resting = at(lastsMs - DECIDED_BEFORE_END_MS).then(() => {
      for (const window of rig.windows) window.rest();
    });
    const befalls = async (fault: PlannedFault): Promise<void> => {
      try {
        done.push(await run(rig, fault, at));
      } catch (error) {
        deaths.push(`${faultLine(fault).trim()} could not be done: ${String(error)}`);
      }
    };
    await Promise.all([...planned.map(befalls), resting, at(lastsMs)]);
    for (const gateway of rig.gateways) gateway.say({ do: 'rest' });
    await delay(DRAIN_MS);
    await rig.rest();
    rig.oracle.record(recordEntries(rig.station.dataFolder));

    const { samples, alarms, commands, examples } = rig.oracle.judge();
    const { detectMs, alarmMs, recoverMs, late } = faultTimes(
      done,
      rig.oracle.watchOf(WALL),
      rig.oracle.watchOf(OTHER),
    );
    const slope = memorySlope(rig.memory);
    const faults: Record<string, number> = {};
    for (const { fault } of done) faults[fault] = (faults[fault] ?? 0) + 1;
    const figures = { seed, minutes, faults, samples, alarms, commands, detectMs, alarmMs, recoverMs };
    const memory = {
      memorySlopeMbPerMin: slope?.residentMbPerMin ?? null,
      heldSlopeMbPerMin: slope?.heldMbPerMin ?? null,
      heldMb: slope?.heldMb ?? [],
      memoryWatchedMin: slope?.minutes ?? 0,
    };
    return {
      ...figures,
      ...memory,
      late,
      broken: [
        ...deaths,
        ...brokenRules({ samples, alarms, commands, late: isLenient ? [] : late, slope }),
        ...examples,
      ],
    };
  } finally {
    await rig.close();
  }
}

async function run(rig: Rig, fault: PlannedFault, at: (ms: number) => Promise<void>): Promise<DoneFault> {
  const injector = injectors[fault.fault];
  await at(fault.atMs);
  const begunMs = Date.now();
  await injector.inject(rig, fault);
  const injectedMs = injector.isInstant ? Date.now() : begunMs;
  await at(fault.untilMs);
  const healingMs = Date.now();
  const healedMs = (await injector.heal(rig, fault)) ?? healingMs;
  const isGateways = faultPlans[fault.fault].place === 'gateway';
  const address = isGateways ? (rig.gateways[fault.target]?.address ?? null) : null;
  return { fault: fault.fault, address, injectedMs, healedMs: injector.isInstant ? injectedMs : healedMs };
}
