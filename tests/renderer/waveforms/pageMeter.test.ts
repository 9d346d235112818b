import { expect, it } from 'vitest';
import { PageMeter } from '#renderer/waveforms/pageMeter.ts';

const frame = 1000 / 60;

/** A meter on a clock that stands still until it is moved. */
function meterOnClock() {
  const clock = { nowMs: 10 * frame + 1 };
  const meter = new PageMeter(() => clock.nowMs);
  const work = (ms: number) => () => {
    clock.nowMs += ms;
  };
  return { clock, meter, work };
}

it('pieces of work within one frame add up, and frames without work count too', () => {
  const { clock, meter, work } = meterOnClock();
  meter.time(work(1));
  meter.time(work(2));
  clock.nowMs = 20 * frame + 1;
  expect(meter.summary()).toMatchObject({ p50: 0.05, max: 3 });
});

it('work within work counts once', () => {
  const { clock, meter, work } = meterOnClock();
  meter.time(() => {
    work(1)();
    meter.time(work(2));
  });
  clock.nowMs += frame;
  expect(meter.summary().max).toBe(3);
});

it('a long piece of work is told whole, and so is one that failed', () => {
  const { clock, meter, work } = meterOnClock();
  expect(() =>
    meter.time(() => {
      work(40)();
      throw new Error('no canvas');
    }),
  ).toThrow('no canvas');
  clock.nowMs += 5 * frame;
  expect(meter.summary().max).toBe(40);
});

it('what was before a reset is forgotten', () => {
  const { clock, meter, work } = meterOnClock();
  meter.time(work(9));
  meter.reset();
  clock.nowMs += 3 * frame;
  expect(meter.summary().max).toBe(0);
});
