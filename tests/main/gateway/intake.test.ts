import { describe, expect, it } from 'vitest';
import { Intake } from '#main/gateway/intake.ts';

const limits = { messagesPerS: 10, bytesPerS: 1000, reportsPerS: 100, workMsPerS: 500, burstS: 2 };

function intake() {
  const time = { nowMs: 0 };
  return { time, gate: new Intake(limits, () => time.nowMs) };
}

describe('what a gateway sends', () => {
  it.each([
    ['messages', { bytes: 0, reports: 0 }, 20],
    ['bytes', { bytes: 100, reports: 0 }, 20],
    ['alarm reports', { bytes: 0, reports: 10 }, 20],
  ])('is taken in at once up to two seconds of the most %s, then as time passes', (_, arrived, burst) => {
    const { time, gate } = intake();
    for (let n = 0; n < burst; n++) expect(gate.waitMs(arrived)).toBe(0);
    expect(gate.waitMs(arrived)).toBe(100);
    time.nowMs += 100;
    expect(gate.waitMs(arrived)).toBe(100);
    time.nowMs += 60_000;
    for (let n = 0; n < burst; n++) expect(gate.waitMs(arrived)).toBe(0);
    expect(gate.waitMs(arrived)).toBeGreaterThan(0);
  });

  it('waits when it takes the time of others, but a machine that slept in the middle of a message holds nobody up', () => {
    const { time, gate } = intake();
    const nothing = { bytes: 0, reports: 0 };
    gate.worked(3_600_000);
    expect(gate.waitMs(nothing)).toBe(0);
    gate.worked(100);
    expect(gate.waitMs(nothing)).toBe(200);
    time.nowMs += 2300;
    expect(gate.waitMs(nothing)).toBe(0);
  });

  it('never waits so long that its link would look dead', () => {
    const { gate } = intake();
    expect(gate.waitMs({ bytes: 2_000_000, reports: 0 })).toBe(250);
  });
});
