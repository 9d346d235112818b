/** Memory of one process at one time, right after all garbage was collected. */
export interface MemoryReading {
  readonly pid: number;
  readonly atMs: number;
  /** What the program holds on to: objects, and what lies in buffers beside them. A leak of the program's grows here. */
  readonly heldMb: number;
  /** What the process takes of the machine; a leak of the engine or of a library beside it grows here alone. */
  readonly residentMb: number;
}

/** Growth of a process, in MB a minute. */
export interface SlopeOfLife {
  readonly heldMbPerMin: number;
  readonly residentMbPerMin: number;
  /** Over how many minutes. */
  readonly minutes: number;
  /** What was held at the beginning of each of them, in MB. */
  readonly heldMb: readonly number[];
}

/** Until code is compiled and rings are filled. */
const WARM_UP_MS = 60_000;

interface Told {
  readonly memory: Readonly<Record<'pid' | 'heldBytes' | 'residentBytes', number>>;
}

/** Reads what a process with a meter (memoryMeter.mjs) tells in a line; null: it tells something else. */
export function readMemory(line: string, atMs: number): MemoryReading | null {
  if (!line.startsWith('{"memory":')) return null;
  const { pid, heldBytes, residentBytes } = (JSON.parse(line) as Told).memory;
  return { pid, atMs, heldMb: heldBytes / 2 ** 20, residentMb: residentBytes / 2 ** 20 };
}

/** By least squares over the longest life of a process behind its warm-up; null: none was long enough. */
export function memorySlope(readings: readonly MemoryReading[], warmUpMs = WARM_UP_MS): SlopeOfLife | null {
  const lives = new Map<number, MemoryReading[]>();
  for (const reading of readings) lives.set(reading.pid, [...(lives.get(reading.pid) ?? []), reading]);
  let best: SlopeOfLife | null = null;
  for (const life of lives.values()) {
    const bornMs = life[0]?.atMs ?? 0;
    const warm = life.filter(({ atMs }) => atMs - bornMs >= warmUpMs);
    const [first, last] = [warm[0], warm.at(-1)];
    if (first === undefined || last === undefined || warm.length < 3) continue;
    const minutes = (last.atMs - first.atMs) / 60_000;
    if (best !== null && minutes <= best.minutes) continue;
    const slope = (of: (reading: MemoryReading) => number) => slopeOf(warm.map((one) => [one.atMs, of(one)]));
    best = {
      heldMbPerMin: slope(({ heldMb }) => heldMb),
      residentMbPerMin: slope(({ residentMb }) => residentMb),
      minutes,
      heldMb: atEachMinute(warm),
    };
  }
  return best;
}

function atEachMinute(readings: readonly MemoryReading[]): number[] {
  const firstMs = readings[0]?.atMs ?? 0;
  const firsts = new Map<number, number>();
  for (const { atMs, heldMb } of readings) {
    const minute = Math.floor((atMs - firstMs) / 60_000);
    if (!firsts.has(minute)) firsts.set(minute, Math.round(heldMb * 10) / 10);
  }
  return [...firsts.values()];
}

function slopeOf(points: readonly (readonly [atMs: number, mb: number])[]): number {
  const meanMs = mean(points.map(([atMs]) => atMs));
  const meanMb = mean(points.map(([, mb]) => mb));
  let above = 0;
  let below = 0;
  for (const [atMs, mb] of points) {
    above += (atMs - meanMs) * (mb - meanMb);
    below += (atMs - meanMs) ** 2;
  }
  return below === 0 ? 0 : Math.round((above / below) * 60_000 * 100) / 100;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
