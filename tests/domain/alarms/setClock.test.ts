import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { type MachineTime, steadyClock } from '#domain/time/steadyClock.ts';
import { desaturation, NOON_MS, Station } from './bedside.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What happens to a machine after so many seconds. */
interface Mishap {
  readonly atS: number;
  readonly setByMs?: number;
  readonly sleepsMs?: number;
}

/**
 * A quarter of an hour at a desk, by the station's clock on a machine to which something happens: the sound is paused for two
 * minutes at the start, a saturation falls after ten seconds and nobody comes. Each thing that then happens, with the second
 * of its happening by a stopwatch.
 */
function quarterOfAnHour(mishap?: Mishap): string[] {
  const machine = { wall: NOON_MS, monotonic: 0, uptime: 9_000_000 };
  const time: MachineTime = {
    wallMs: () => machine.wall,
    monotonicMs: () => machine.monotonic,
    uptimeMs: () => machine.uptime,
  };
  const clock = steadyClock(time);
  const station = new Station(defaultPolicy);
  const happened: string[] = [];
  let asleepS = 0;
  let wasPaused = false;
  let wasCalled = false;
  for (let s = 0; s <= 900; s++) {
    if (mishap?.atS === s) {
      machine.wall += (mishap.setByMs ?? 0) + (mishap.sleepsMs ?? 0);
      machine.uptime += mishap.sleepsMs ?? 0;
      asleepS = (mishap.sleepsMs ?? 0) / SECOND_MS;
    }
    station.nowMs = clock.nowMs();
    const at = `${s + asleepS} s`;
    if (s === 0) {
      const setting = {
        scope: { of: 'station' },
        signal: 'audio',
        activation: 'paused',
        actorId: 'n',
        pauseMs: 120_000,
      };
      station.take({ type: 'set', setting } as Parameters<Station['take']>[0]);
    }
    const effects = s === 10 ? station.hears(desaturation()) : station.take({ type: 'tick' });
    const isPaused = station.desk.alarms.settings.length > 0;
    if (wasPaused && !isPaused) happened.push(`pause over at ${at}`);
    wasPaused = isPaused;
    for (const effect of effects) if (effect.type === 'escalated') happened.push(`level ${effect.level} at ${at}`);
    const isCalled = station.presented(desaturation())?.manner === 'announced';
    if (isCalled && !wasCalled) happened.push(`called at ${at}`);
    wasCalled = isCalled;
    machine.wall += SECOND_MS;
    machine.monotonic += SECOND_MS;
    machine.uptime += SECOND_MS;
  }
  return happened;
}

/** The seconds, apart from what happens in them. */
const seconds = (happened: readonly string[]) => happened.map((text) => Number(/at (\d+) s/.exec(text)?.[1]));
const events = (happened: readonly string[]) => happened.map((text) => text.replace(/ at .*/, ''));

describe("delays, pauses and calls for more people run on while the machine's clock is set", () => {
  const usual = quarterOfAnHour();

  test('as usual: held back for its delay, the pause over after two minutes, then more people called', () => {
    expect(usual).toContain('pause over at 120 s');
    expect(events(usual)).toEqual(expect.arrayContaining(['called', 'level 1']));
  });

  test.each<[string, Mishap]>([
    ['back by an hour while it is held back', { atS: 15, setByMs: -HOUR_MS }],
    ['back by an hour while it waits for an answer', { atS: 100, setByMs: -HOUR_MS }],
    ['forward by an hour while it is held back', { atS: 15, setByMs: HOUR_MS }],
    ['forward by an hour while it waits for an answer', { atS: 100, setByMs: HOUR_MS }],
    ['by the 3 s of a time service', { atS: 60, setByMs: 3 * SECOND_MS }],
  ])('%s: the same happens, in the same order, at the same seconds', (_, mishap) => {
    const happened = quarterOfAnHour(mishap);
    expect(events(happened)).toEqual(events(usual));
    for (const [k, s] of seconds(happened).entries()) {
      // A clock that is drawn after the machine's is off by half a percent.
      expect(Math.abs(s - (seconds(usual)[k] ?? 0))).toBeLessThanOrEqual(2 + s * 0.005);
    }
  });

  test('asleep for ten minutes: on waking the pause is over and the next people are called at once, in order', () => {
    const happened = quarterOfAnHour({ atS: 100, sleepsMs: 10 * MINUTE_MS });
    expect(events(happened).slice(0, events(usual).length)).toEqual(events(usual));
    expect(happened).toContain('pause over at 700 s');
  });
});
