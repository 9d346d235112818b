import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Damage, LinkState } from '#fixtures/faults/faultProxy.ts';
import type { FaultName, PlannedFault } from '#fixtures/faults/schedule.ts';
import { numberedFiles } from '#main/alarms/journalFiles.ts';
import { type GatewayRig, OTHER, type Rig } from './rig.ts';

/** How a fault is done and undone. `heal` resolves with the time since which what it befell could work again. */
export interface Injector {
  inject(rig: Rig, fault: PlannedFault): void | Promise<void>;
  heal(rig: Rig, fault: PlannedFault): undefined | number | Promise<undefined | number>;
  /** Done and over when `inject` resolves: what it befell could work again then. */
  readonly isInstant?: true;
}

const gatewayOf = (rig: Rig, { target }: PlannedFault): GatewayRig => {
  const gateway = rig.gateways[target];
  if (gateway === undefined) throw new Error(`there is no gateway ${target + 1}`);
  return gateway;
};

const link = (state: (args: PlannedFault['args']) => LinkState): Injector => ({
  inject: (rig, fault) => gatewayOf(rig, fault).proxy.become(state(fault.args)),
  heal: async (rig, fault) => {
    await gatewayOf(rig, fault).proxy.become({ is: 'sound' });
    return undefined;
  },
});

const damage = (how: Damage): Injector => ({
  inject: (rig, fault) => gatewayOf(rig, fault).proxy.damage(how),
  heal: () => undefined,
  isInstant: true,
});

const order = (how: 'duplicated' | 'reordered'): Injector => ({
  inject: (rig, fault) => gatewayOf(rig, fault).say({ do: 'order', order: how }),
  heal: (rig, fault) => void gatewayOf(rig, fault).say({ do: 'order', order: 'straight' }),
});

/** A second and an hour, back and forth. */
const STEPS_MS = [1000, -1000, 3_600_000, -3_600_000];
const stepOf = ({ args }: PlannedFault): number => STEPS_MS[args['size'] ?? 0] ?? 0;

/** The station dies, something is done to its record, and it is started again; somebody opens its new address. */
const restart = (meanwhile: (folder: string) => void): Injector => ({
  inject: async (rig) => {
    await rig.station.end('SIGKILL');
    meanwhile(join(rig.station.dataFolder, 'journal'));
  },
  heal: async (rig) => {
    const healedMs = Date.now();
    await rig.station.start();
    await rig.admitWindows();
    return healedMs;
  },
});

function tearRecord(folder: string): void {
  const last = numberedFiles(folder, readdirSync(folder)).segments.at(-1);
  if (last !== undefined) appendFileSync(last.path, '{"n":999999,"t":1,"e":{"type":"tick"');
}

/** Overwrites the middle of the newest checkpoint. */
function damageCheckpoint(folder: string): void {
  const newest = numberedFiles(folder, readdirSync(folder)).checkpoints.at(-1);
  if (newest === undefined) return;
  const file = openSync(newest.path, 'r+');
  writeSync(file, '#'.repeat(200), Math.floor(statSync(newest.path).size / 2));
  closeSync(file);
}

/** A process whose files may not grow: what it writes fails, as on a full disk, with EFBIG in place of ENOSPC. */
function limitFiles(pid: number, limit: string): void {
  const { status, error } = spawnSync('prlimit', ['--pid', `${pid}`, `--fsize=${limit}:`]);
  if (status !== 0)
    throw new Error(`prlimit could not limit the files of process ${pid} (${error?.message ?? status})`);
}

/** Whether a full disk can be had here: util-linux's prlimit has to be there. */
export function canFillDisk(): boolean {
  return spawnSync('prlimit', ['--version']).status === 0;
}

export const injectors: Readonly<Record<FaultName, Injector>> = {
  delay: link(({ delayMs = 0, jitterMs = 0 }) => ({ is: 'delayed', delayMs, jitterMs })),
  narrow: link(({ bitsPerSecond = 64_000 }) => ({ is: 'narrow', bitsPerSecond })),
  halfOpen: link(() => ({ is: 'halfOpen' })),
  cut: link(() => ({ is: 'cut' })),
  longCut: link(() => ({ is: 'cut' })),
  resetMidFrame: damage('reset'),
  truncate: damage('truncated'),
  corrupt: damage('corrupted'),
  duplicate: order('duplicated'),
  reorder: order('reordered'),
  oversize: {
    inject: (rig, fault) => gatewayOf(rig, fault).say({ do: 'oversize' }),
    heal: () => undefined,
    isInstant: true,
  },
  clockStep: {
    inject: (rig, fault) => gatewayOf(rig, fault).say({ do: 'step', byMs: stepOf(fault) }),
    heal: (rig, fault) => void gatewayOf(rig, fault).say({ do: 'step', byMs: -stepOf(fault) }),
  },
  gatewayKill: {
    inject: (rig, fault) => gatewayOf(rig, fault).kill(),
    heal: (rig, fault) => gatewayOf(rig, fault).start(),
  },
  gatewayHang: {
    inject: (rig, fault) => gatewayOf(rig, fault).signal('SIGSTOP'),
    heal: (rig, fault) => void gatewayOf(rig, fault).signal('SIGCONT'),
  },
  // Two patients change beds, a third one's bed becomes empty; then somebody new comes.
  patientMove: {
    inject: (rig, fault) => {
      const gateway = gatewayOf(rig, fault);
      const [first, second] = [gateway.newPatient(), gateway.newPatient()];
      gateway.say({ do: 'admit', patients: { 'bed-1': first, 'bed-2': second, 'bed-3': '' } });
      setTimeout(() => gateway.say({ do: 'admit', patients: { 'bed-1': second, 'bed-2': first } }), 700);
    },
    heal: (rig, fault) => {
      const gateway = gatewayOf(rig, fault);
      gateway.say({ do: 'admit', patients: { 'bed-3': gateway.newPatient() } });
      return undefined;
    },
  },
  stationKill: restart(() => {}),
  tornRecord: restart(tearRecord),
  damagedCheckpoint: restart(damageCheckpoint),
  stationHang: {
    inject: (rig) => void process.kill(rig.station.pid, 'SIGSTOP'),
    heal: (rig) => void process.kill(rig.station.pid, 'SIGCONT'),
  },
  diskFull: {
    inject: (rig) => limitFiles(rig.station.pid, '0'),
    heal: (rig) => void limitFiles(rig.station.pid, 'unlimited'),
  },
  diskSlow: {
    inject: (rig) => writeFileSync(rig.slowDiskFile, ''),
    heal: (rig) => void rmSync(rig.slowDiskFile, { force: true }),
  },
  windowKill: {
    inject: (rig) => rig.window(OTHER).kill(),
    heal: (rig) => rig.window(OTHER).start(),
  },
  windowSlow: {
    inject: (rig) => rig.window(OTHER).pace(true),
    heal: (rig) => void rig.window(OTHER).pace(false),
  },
  windowHang: {
    inject: (rig) => rig.window(OTHER).hang(),
    heal: (rig) => void rig.window(OTHER).wake(),
  },
};
