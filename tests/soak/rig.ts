import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultProxy } from '#fixtures/faults/faultProxy.ts';
import type { GatewayLine, GatewayOrder } from '#fixtures/faults/gatewayTalk.ts';
import { SIGNED_CHANNELS } from '#fixtures/faults/signedBed.ts';
import { Random } from '#fixtures/patients/random.ts';
import { type RunningHost, startHost } from '#tests/support/startHost.ts';
import { enterHost, type Pass } from '#tests/support/windowSocket.ts';
import { startChild, type TalkingChild } from './childProcess.ts';
import { type MemoryReading, readMemory } from './memorySlope.ts';
import { Oracle } from './oracle.ts';
import { putPolicy } from './putPolicy.ts';
import type { WindowLine, WindowOrder } from './windowTalk.ts';

export interface RigOptions {
  readonly seed: number;
  readonly gateways: number;
  readonly beds: number;
  /** How far back gateways can resume. */
  readonly replayMs: number;
  /** What the station is made to leak, in MB a minute; 0: nothing. */
  readonly leakMb: number;
  /** A process of the run ended by itself. */
  readonly onDeath: (why: string) => void;
}

/**
 * The least that a policy may say, so that a link which is cut for long (fixtures/faults/schedule.ts) leaves decisions that are too old to
 * be sent without asking.
 */
const DELIVER_WITHIN_MS = 10_000;

/**
 * The engine's space for what has just been made begins with a megabyte and grows to 16, three times over, while a process works, and
 * shrinks when it is idle: 45 MB up or down within minutes that say nothing of what the station keeps. Here it is 16 from the start.
 */
const YOUNG_SPACE = '--min-semi-space-size=16';

/** The window that is watched from beginning to end, and the one that faults befall. */
export const WALL = 'wall';
export const OTHER = 'other';

/** One gateway's process, and the way to it. */
export class GatewayRig {
  readonly id: string;
  readonly proxy: FaultProxy;
  readonly #options: RigOptions;
  readonly #position: number;
  readonly #runMs: number;
  readonly #oracle: () => Oracle;
  #child: TalkingChild<GatewayOrder> | null = null;
  #port = 0;

  private constructor(options: RigOptions, position: number, runMs: number, oracle: () => Oracle, proxy: FaultProxy) {
    this.id = `soak-${position + 1}`;
    this.proxy = proxy;
    this.#options = options;
    this.#position = position;
    this.#runMs = runMs;
    this.#oracle = oracle;
  }

  static async open(options: RigOptions, position: number, runMs: number, oracle: () => Oracle): Promise<GatewayRig> {
    const random = new Random(options.seed, `jitter ${position}`);
    let rig: GatewayRig | null = null;
    const proxy = await FaultProxy.open({ target: () => rig?.port ?? 0, random: () => random.uniform() });
    rig = new GatewayRig(options, position, runMs, oracle, proxy);
    return rig;
  }

  get address(): string {
    return `127.0.0.1:${this.proxy.port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts its process; resolves with the time since which it serves. */
  start(): Promise<number> {
    const { beds, seed, replayMs, onDeath } = this.#options;
    const args = ['--id', this.id, '--beds', `${beds}`, '--seed', `${seed}`];
    args.push('--run', `${this.#runMs}`, '--replay', `${replayMs}`);
    return new Promise((resolve) => {
      this.#child = startChild<GatewayLine, GatewayOrder>(
        'fixtures/faults/gatewayProcess.ts',
        args,
        (line) => {
          this.#oracle().gateway(this.id, line);
          if (line.of !== 'serving') return;
          this.#port = line.port;
          resolve(line.atMs);
        },
        onDeath,
      );
    });
  }

  say(order: GatewayOrder): void {
    this.#child?.say(order);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.signal(signal);
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  /** Another patient each time it is called; unique for the run. */
  newPatient(): string {
    this.#patients += 1;
    return `${this.id}-new-${this.#patients}`;
  }
  #patients = 0;

  get position(): number {
    return this.#position;
  }
}

/** One window's process. */
export class WindowRig {
  readonly name: string;
  readonly #options: RigOptions;
  readonly #oracle: () => Oracle;
  #pass: WindowOrder | null = null;
  #child: TalkingChild<WindowOrder> | null = null;
  #lives = 0;
  #hungMs = 0;

  constructor(name: string, options: RigOptions, oracle: () => Oracle) {
    this.name = name;
    this.#options = options;
    this.#oracle = oracle;
  }

  /** Starts its process; resolves with the time since which it tries to reach the station. */
  start(): Promise<number> {
    this.#lives += 1;
    const args = ['--name', this.name, '--life', `${this.#lives}`, '--seed', `${this.#options.seed}`];
    return new Promise((resolve) => {
      this.#child = startChild<WindowLine, WindowOrder>(
        'tests/soak/window.ts',
        args,
        (line) => {
          this.#oracle().window(this.name, line);
          resolve(line.atMs);
        },
        this.#options.onDeath,
      );
      if (this.#pass !== null) this.#child.say(this.#pass);
    });
  }

  /** Somebody opened a fresh address in it. */
  enter(pass: Extract<WindowOrder, { do: 'enter' }>): void {
    this.#pass = pass;
    this.#child?.say(pass);
  }

  rest(): void {
    this.#child?.say({ do: 'rest' });
  }

  /** Whether it is too slow to take samples in. */
  pace(isSlow: boolean): void {
    this.#child?.say({ do: 'pace', isSlow });
  }

  /** Stops its process by a signal. */
  hang(): void {
    this.#hungMs = Date.now();
    this.#child?.signal('SIGSTOP');
  }

  wake(): void {
    this.#child?.signal('SIGCONT');
    this.#oracle().windowHung(this.name, this.#hungMs, Date.now());
  }

  async kill(): Promise<void> {
    const atMs = Date.now();
    await this.#child?.kill();
    this.#oracle().windowDied(this.name, atMs);
  }
}

/** All processes of a run: gateways behind proxies, the station as it is shipped, and two windows. */
export class Rig {
  readonly oracle: Oracle;
  readonly gateways: readonly GatewayRig[];
  readonly station: RunningHost;
  readonly windows: readonly WindowRig[];
  /** Of the station, as it told them. */
  readonly memory: readonly MemoryReading[];
  readonly #folder: string;

  private constructor(
    oracle: Oracle,
    gateways: readonly GatewayRig[],
    station: RunningHost,
    options: RigOptions,
    folder: string,
    memory: readonly MemoryReading[],
  ) {
    this.oracle = oracle;
    this.gateways = gateways;
    this.station = station;
    this.#folder = folder;
    this.memory = memory;
    this.windows = [WALL, OTHER].map((name) => new WindowRig(name, options, () => oracle));
  }

  /** Starts everything. Needs a build. */
  static async start(options: RigOptions): Promise<Rig> {
    const runMs = Date.now();
    let oracle: Oracle | null = null;
    const oracleNow = (): Oracle => {
      if (oracle === null) throw new Error('a gateway spoke before it was started');
      return oracle;
    };
    const gateways = await Promise.all(
      Array.from({ length: options.gateways }, (_, position) => GatewayRig.open(options, position, runMs, oracleNow)),
    );
    oracle = new Oracle(
      new Map(gateways.map(({ address, id }) => [address, id])),
      (label) => SIGNED_CHANNELS.find((channel) => channel.label === label)?.rateHz ?? 1,
    );
    const folder = mkdtempSync(join(tmpdir(), 'vigil-soak-'));
    process.env['VIGIL_SOAK_SLOW_DISK'] = join(folder, 'slow');
    await Promise.all(gateways.map((gateway) => gateway.start()));
    process.env['VIGIL_SOAK_LEAK'] = `${options.leakMb}`;
    const loaded = ['slowDisk.mjs', 'memoryMeter.mjs', ...(options.leakMb > 0 ? ['leak.mjs'] : [])];
    const memory: MemoryReading[] = [];
    const station = await startHost(
      gateways.map(({ address }) => address),
      { stationName: 'Soak' },
      [YOUNG_SPACE, ...loaded.flatMap((module) => ['--import', `./tests/soak/${module}`])],
      {
        onLine: (line) => {
          const reading = readMemory(line, Date.now());
          if (reading !== null) memory.push(reading);
        },
        onDeath: options.onDeath,
      },
    );
    const rig = new Rig(oracle, gateways, station, options, folder, memory);
    await Promise.all(rig.windows.map((window) => window.start()));
    await putPolicy(await rig.admitWindows(), { deliverWithinMs: DELIVER_WITHIN_MS });
    return rig;
  }

  /** While this file exists the station's disk is slow (slowDisk.mjs). */
  get slowDiskFile(): string {
    return join(this.#folder, 'slow');
  }

  window(name: string): WindowRig {
    const window = this.windows.find((one) => one.name === name);
    if (window === undefined) throw new Error(`no window ${name}`);
    return window;
  }

  /** Opens the station's fresh address in all windows, as somebody has to when it was started again. */
  async admitWindows(): Promise<Pass> {
    const pass = await enterHost(this.station.url);
    for (const window of this.windows) window.enter({ do: 'enter', ...pass });
    return pass;
  }

  /** Ends windows and gateways; the station and its record stay. */
  async rest(): Promise<void> {
    await Promise.all(this.windows.map((window) => window.kill()));
    await this.station.end();
    await Promise.all(this.gateways.map((gateway) => gateway.kill()));
  }

  /** Removes what was kept. */
  async close(): Promise<void> {
    await Promise.all([...this.windows, ...this.gateways].map((child) => child.kill()));
    await Promise.all(this.gateways.map(({ proxy }) => proxy.close()));
    await this.station.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
