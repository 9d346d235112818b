import { expect, it } from 'vitest';
import { pageClock } from '#domain/time/pageClock.ts';

function machine() {
  const time = { wall: 1_000_000, monotonic: 0 };
  return {
    time,
    clock: pageClock(
      () => Math.floor(time.wall),
      () => time.monotonic,
    ),
  };
}

it('the clock of a page runs evenly between the coarse steps of the wall clock', () => {
  const { time, clock } = machine();
  const start = clock.nowMs();
  for (let n = 1; n <= 10; n++) {
    time.wall += 0.25;
    time.monotonic += 0.25;
    expect(clock.nowMs() - start).toBeCloseTo(n * 0.25, 9);
  }
});

it('the clock of a page goes by its station, which goes on evenly when somebody sets the clock of the machine', () => {
  const { time, clock } = machine();
  const stationMs = time.wall + 1000;
  time.wall -= 3_600_000 - 1000;
  time.monotonic += 1000;
  clock.follow(stationMs);
  expect(clock.nowMs()).toBe(stationMs);
  clock.follow(stationMs - 400);
  expect(clock.nowMs()).toBe(stationMs);
});

it('the clock of a page follows when somebody sets the clock of the machine back by an hour', () => {
  const { time, clock } = machine();
  time.wall -= 3_600_000;
  expect(clock.nowMs()).toBe(time.wall);
  time.wall += 10;
  time.monotonic += 10;
  expect(clock.nowMs()).toBe(time.wall);
});
