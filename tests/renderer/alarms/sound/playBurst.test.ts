import { describe, expect, it } from 'vitest';
import { alarmSounds, HARMONICS_DB, type SoundingPriority, soundPlan } from '#domain/alarms/sounds.ts';
import { playBurst } from '#renderer/alarms/sound/playBurst.ts';
import { type MeasuredPulse, measurePulses } from './soundMeter.ts';

const RATE_HZ = 48_000;

/** The standard once more, in the words of CLINICAL.md (Alarm signals), apart from the table that is tested. */
const standard = {
  high: { pulses: [10, 10], pulseMs: [75, 200], spacingMs: [50, 125], pauseMs: [350, 1_300], restMs: [2_500, 15_000] },
  medium: { pulses: [3, 3], pulseMs: [125, 250], spacingMs: [125, 250], pauseMs: null, restMs: [2_500, 30_000] },
  low: { pulses: [1, 2], pulseMs: [125, 250], spacingMs: [125, 250], pauseMs: null, restMs: [15_000, 600_000] },
} as const;

/** Two bursts, one after the other, as they are played while nobody answers. */
async function render(priority: SoundingPriority, isEscalated = true, level = 1): Promise<Float32Array> {
  const plan = soundPlan(priority, isEscalated);
  const context = new OfflineAudioContext(
    1,
    Math.ceil((0.1 + (plan.periodMs + plan.lengthMs) / 1000) * RATE_HZ) + 4_800,
    RATE_HZ,
  );
  playBurst(context, plan, 0.1, level);
  playBurst(context, plan, 0.1 + plan.periodMs / 1000, level);
  return (await context.startRendering()).getChannelData(0);
}

const measured = new Map<SoundingPriority, Promise<MeasuredPulse[]>>();

/** The pulses of two bursts; measured once. */
function pulsesOf(priority: SoundingPriority): Promise<MeasuredPulse[]> {
  const held = measured.get(priority) ?? render(priority).then((samples) => measurePulses(samples, RATE_HZ));
  measured.set(priority, held);
  return held;
}

const gapsOf = (pulses: readonly MeasuredPulse[]) =>
  pulses.slice(1).map((pulse, n) => pulse.startMs - pulses[n]!.startMs - pulses[n]!.lengthMs);
const peak = (samples: Float32Array) => samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each(['high', 'medium', 'low'] as const)('the sound of a %s priority, measured', (priority) => {
  const { pulses, pulseMs, spacingMs, pauseMs, restMs } = standard[priority];
  const within = (value: number, [least, most]: readonly [number, number], what: string, slackMs = 1) => {
    expect(value, what).toBeGreaterThanOrEqual(least - slackMs);
    expect(value, what).toBeLessThanOrEqual(most + slackMs);
  };

  it('has the pulses, lengths, spacings, pauses and rests of the standard, and those that the table chose', async () => {
    const measured = await pulsesOf(priority);
    const plan = soundPlan(priority, true);
    const count = measured.length / 2;
    within(count, pulses, 'pulses in a burst', 0);
    expect(count).toBe(alarmSounds[priority].pulses.chosen);
    const [first, second] = [measured.slice(0, count), measured.slice(count)];
    for (const burst of [first, second]) {
      burst.forEach((pulse, n) => {
        within(pulse.lengthMs, pulseMs, `length of pulse ${n}`);
        expect(Math.abs(pulse.lengthMs - plan.pulses[n]!.lengthMs), `length of pulse ${n}`).toBeLessThan(1);
        expect(
          Math.abs(pulse.startMs - burst[0]!.startMs - plan.pulses[n]!.startMs + plan.pulses[0]!.startMs),
        ).toBeLessThan(1);
      });
      const gaps = gapsOf(burst);
      const middle = pauseMs === null ? -1 : count / 2 - 1;
      gaps.forEach((gap, n) => {
        if (n === middle) within(gap, pauseMs!, 'pause between the groups');
        // A beat left out: twice the spacing and a pulse.
        else if (pauseMs !== null && n % 5 === 2)
          expect(Math.abs(gap - 2 * gaps[0]! - burst[0]!.lengthMs)).toBeLessThan(2);
        else within(gap, spacingMs, `spacing ${n}`);
      });
    }
    const rest = second[0]!.startMs - first.at(-1)!.startMs - first.at(-1)!.lengthMs;
    within(rest, restMs, 'rest between bursts');
    expect(Math.abs(rest - alarmSounds[priority].escalatedRestMs.chosen)).toBeLessThan(1);
  });

  it('rises within 10 to 20 % of a pulse and falls before the next one rises', async () => {
    const measured = await pulsesOf(priority);
    const spacing = Math.min(...gapsOf(measured));
    for (const { riseMs, fallMs, lengthMs } of measured) {
      expect(riseMs / lengthMs).toBeGreaterThanOrEqual(0.1);
      expect(riseMs / lengthMs).toBeLessThanOrEqual(0.2);
      expect(fallMs).toBeLessThanOrEqual(spacing - riseMs);
      expect(Math.abs(riseMs - alarmSounds[priority].riseShare.chosen * lengthMs)).toBeLessThan(1.5);
      expect(Math.abs(fallMs - alarmSounds[priority].fallMs.chosen)).toBeLessThan(1.5);
    }
  });

  it('has its melody between 150 and 1000 Hz, and at least four harmonics from 300 to 4000 Hz within 15 dB', async () => {
    const measured = await pulsesOf(priority);
    measured.forEach(({ frequencyHz, harmonicsDb }, n) => {
      within(frequencyHz, [150, 1_000], 'fundamental', 0);
      const chosen = alarmSounds[priority].melodyHz[n % alarmSounds[priority].melodyHz.length]!.chosen;
      expect(Math.abs(frequencyHz - chosen), `pitch of pulse ${n}`).toBeLessThan(1);
      const heard = harmonicsDb.filter(
        (db, at) => at > 0 && Math.abs(db) <= 15 && (at + 1) * frequencyHz >= 300 && (at + 1) * frequencyHz <= 4_000,
      );
      expect(heard.length).toBeGreaterThanOrEqual(4);
      HARMONICS_DB.forEach(({ chosen: db }, at) => {
        expect(Math.abs(harmonicsDb[at]! - db), `harmonic ${at + 1} of pulse ${n}`).toBeLessThan(0.7);
      });
    });
  });

  it('does not clip, and is as loud as it was asked to be', async () => {
    const loud = peak(await render(priority));
    expect(loud).toBeLessThanOrEqual(0.95);
    expect(loud).toBeGreaterThan(0.8);
    expect(peak(await render(priority, true, 0.25)) / loud).toBeCloseTo(0.25, 3);
  });
});

describe('a burst that is no longer wanted', () => {
  it('falls silent at once, without a click', async () => {
    const plan = soundPlan('medium', false);
    const context = new OfflineAudioContext(1, RATE_HZ, RATE_HZ);
    const burst = playBurst(context, plan, 0, 1);
    let silentS = Number.NaN;
    void context.suspend(0.1).then(() => {
      silentS = burst.cut();
      expect(burst.cut()).toBe(silentS);
      return context.resume();
    });
    const samples = (await context.startRendering()).getChannelData(0);
    expect(silentS - 0.1).toBeLessThan(0.05);
    expect(peak(samples.subarray(Math.ceil(silentS * RATE_HZ) + 1))).toBe(0);
    const [pulse] = measurePulses(samples, RATE_HZ);
    expect(Math.abs(pulse!.fallMs - plan.pulses[0]!.fallMs)).toBeLessThan(2);
  });

  it('is left alone when it has ended', async () => {
    const plan = soundPlan('low', false);
    const context = new OfflineAudioContext(1, RATE_HZ, RATE_HZ);
    const burst = playBurst(context, plan, 0, 1);
    await context.startRendering();
    expect(burst.cut()).toBe(burst.endS);
  });
});
