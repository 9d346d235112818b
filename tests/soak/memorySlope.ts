/** Memory of one process at one time. */
export interface MemoryReading {
  readonly pid: number;
  readonly atMs: number;
  readonly residentMb: number;
}

/** Until code is compiled and rings are filled. */
const WARM_UP_MS = 60_000;

/** MB a minute, by least squares over the longest life of the process behind its warm-up; null: none was long enough. */
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
    if (best === null || minutes > best.minutes) best = { mbPerMin: slopeOf(warm), minutes };
  }
  return best;
}

export interface SlopeOfLife {
  readonly mbPerMin: number;
  /** Over how many minutes. */
  readonly minutes: number;
}

function slopeOf(readings: readonly MemoryReading[]): number {
  const meanMs = mean(readings.map(({ atMs }) => atMs));
  const meanMb = mean(readings.map(({ residentMb }) => residentMb));
  let above = 0;
  let below = 0;
  for (const { atMs, residentMb } of readings) {
    above += (atMs - meanMs) * (residentMb - meanMb);
    below += (atMs - meanMs) ** 2;
  }
  return below === 0 ? 0 : Math.round((above / below) * 60_000 * 100) / 100;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
