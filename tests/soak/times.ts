import type { FaultName } from '#fixtures/faults/schedule.ts';
import { percentiles } from '#tests/bench/percentiles.ts';
import type { LinkWatch } from './linkWatch.ts';

/** A fault that was done. Times: milliseconds since 1970. */
export interface DoneFault {
  readonly fault: FaultName;
  /** Of a gateway's; null: of the station or a window. */
  readonly address: string | null;
  readonly injectedMs: number;
  /** When what it befell could work again. */
  readonly healedMs: number;
}

/** What is to be seen of a fault, and how soon: milliseconds, MEASURES.md's table of faults where it has them. */
interface Expectation {
  /** What a window tells of it; absent: it may go unnoticed. */
  readonly shows?: 'link' | 'station' | 'record';
  /**
   * Who is to be whole again: the gateway's samples, the station's session, the other window's picture, what was passed over for it, the
   * record.
   */
  readonly heals?: 'samples' | 'session' | 'picture' | 'shed' | 'record';
  readonly detectMs?: number;
  readonly alarmMs?: number;
  readonly recoverMs?: number;
}

const lostLink: Expectation = { shows: 'link', heals: 'samples', detectMs: 1500, alarmMs: 3000, recoverMs: 2000 };
/** A try that is under way when the link heals has to end first: 3 s at the most (main/gateway/linkTiming.ts). */
const swallowed: Expectation = { ...lostLink, recoverMs: 5000 };
const lostStation: Expectation = { shows: 'station', heals: 'session', recoverMs: 5000 };

export const expectations: Readonly<Record<FaultName, Expectation>> = {
  delay: {},
  narrow: {},
  halfOpen: swallowed,
  cut: lostLink,
  longCut: lostLink,
  resetMidFrame: lostLink,
  truncate: lostLink,
  corrupt: lostLink,
  duplicate: {},
  reorder: {},
  oversize: lostLink,
  clockStep: {},
  gatewayKill: lostLink,
  gatewayHang: swallowed,
  patientMove: {},
  stationKill: lostStation,
  tornRecord: lostStation,
  damagedCheckpoint: lostStation,
  stationHang: {},
  diskFull: { shows: 'record', heals: 'record', recoverMs: 10_000 },
  diskSlow: {},
  windowKill: { heals: 'picture', recoverMs: 3000 },
  windowHang: {},
  windowSlow: { heals: 'shed', recoverMs: 5000 },
};

/** What is measured is told by timers, and passes processes that share two cores with the harness. */
const TOLERANCE_MS = 150;

export interface Times {
  readonly detectMs: Readonly<Record<string, { readonly p50: number; readonly max: number; readonly n: number }>>;
  readonly alarmMs: Times['detectMs'];
  readonly recoverMs: Times['detectMs'];
  /** What came too late, or never. */
  readonly late: readonly string[];
}

interface Timed {
  readonly detectMs: number | null;
  readonly alarmMs: number | null;
  readonly recoverMs: number | null;
}

/**
 * How soon faults were told at the wall, and how soon all was well again. A fault of a gateway, or of the other window, that
 * met a fault of the station is not measured: its times would be the station's. Likewise a session is whole without the
 * gateways that ail while it should recover.
 */
export function faultTimes(faults: readonly DoneFault[], wall: LinkWatch, other: LinkWatch): Times {
  const kinds = new Map<FaultName, Record<keyof Timed, number[]>>();
  const late: string[] = [];
  for (const done of faults) {
    const { shows, heals, ...limits } = expectations[done.fault];
    if ((done.address !== null || heals === 'picture') && meetsStation(done, faults, wall)) continue;
    const timed = timesOf(done, wall, other, ailingAt(done, faults));
    const kind = kinds.get(done.fault) ?? { detectMs: [], alarmMs: [], recoverMs: [] };
    kinds.set(done.fault, kind);
    const expected = { detectMs: shows !== undefined, alarmMs: shows === 'link', recoverMs: heals !== undefined };
    for (const what of ['detectMs', 'alarmMs', 'recoverMs'] as const) {
      const ms = timed[what];
      if (ms !== null) kind[what].push(ms);
      const limit = limits[what];
      if (expected[what] && ms === null) late.push(`${lineOf(done)}: no ${what}, it was never seen`);
      if (ms !== null && limit !== undefined && ms > limit + TOLERANCE_MS)
        late.push(`${lineOf(done)}: ${what} ${Math.round(ms)}, at most ${limit}`);
    }
  }
  const table = (what: keyof Timed): Times['detectMs'] =>
    Object.fromEntries(
      [...kinds].flatMap(([fault, times]) => {
        const { p50, max } = percentiles(times[what]);
        return times[what].length === 0
          ? []
          : [[fault, { p50: Math.round(p50), max: Math.round(max), n: times[what].length }]];
      }),
    );
  return { detectMs: table('detectMs'), alarmMs: table('alarmMs'), recoverMs: table('recoverMs'), late };
}

function timesOf(
  { fault, address, injectedMs, healedMs }: DoneFault,
  wall: LinkWatch,
  other: LinkWatch,
  ailing: ReadonlySet<string>,
): Timed {
  const { shows, heals } = expectations[fault];
  const shown = {
    link: () => wall.linkLostAt(address ?? '', injectedMs),
    station: () => wall.stationLostAt(injectedMs),
    record: () => wall.recordLostAt(injectedMs),
  };
  const shownAt = shows === undefined ? null : shown[shows]();
  const alarmAt = shows === 'link' ? wall.linkAlarmAt(address ?? '', injectedMs) : null;
  const fromMs = Math.max(healedMs, shownAt ?? healedMs);
  const whole = {
    samples: () => wall.liveAt(address ?? '', healedMs, fromMs),
    session: () => wall.wholeAt(healedMs, ailing),
    picture: () => other.wholeAt(healedMs, ailing),
    shed: () => other.nothingShedAt(healedMs),
    record: () => wall.recordWellAt(healedMs),
  };
  const wholeAt = heals === undefined ? null : whole[heals]();
  const since = (atMs: number | null, beganMs: number): number | null => (atMs === null ? null : atMs - beganMs);
  return {
    detectMs: since(shownAt, injectedMs),
    alarmMs: since(alarmAt, injectedMs),
    recoverMs: since(wholeAt, healedMs),
  };
}

/** A station that was away, and the links it then has to make. */
const AFTER_STATION_MS = 4000;
/** ... or that goes away while a link recovers. */
const BEFORE_STATION_MS = 2500;

/** Addresses of the gateways whose link breaks, or is still to come back, while a session should recover from this fault. */
function ailingAt({ fault, healedMs }: DoneFault, faults: readonly DoneFault[]): ReadonlySet<string> {
  const untilMs = healedMs + (expectations[fault].recoverMs ?? 0);
  const ailing = faults.filter((other) => {
    const { shows, recoverMs = 0 } = expectations[other.fault];
    return shows === 'link' && other.injectedMs <= untilMs && other.healedMs + recoverMs >= healedMs;
  });
  return new Set(ailing.flatMap(({ address }) => address ?? []));
}

function meetsStation({ injectedMs, healedMs }: DoneFault, faults: readonly DoneFault[], wall: LinkWatch): boolean {
  return faults.some((other) => {
    const { shows, heals } = expectations[other.fault];
    if (shows !== 'station' && other.fault !== 'stationHang') return false;
    const wholeMs = heals === 'session' ? wall.wholeAt(other.healedMs, ailingAt(other, faults)) : null;
    const overMs = Math.max(other.healedMs + AFTER_STATION_MS, wholeMs ?? 0);
    return other.injectedMs - BEFORE_STATION_MS <= healedMs && overMs >= injectedMs;
  });
}

function lineOf({ fault, address, injectedMs }: DoneFault): string {
  return `${fault}${address === null ? '' : ` of ${address}`} at ${new Date(injectedMs).toISOString()}`;
}
