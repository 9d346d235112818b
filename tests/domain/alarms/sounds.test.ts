import { describe, expect, it } from 'vitest';
import { alarmSounds, type Choice, HARMONICS_DB, type SoundingPriority, soundPlan } from '#domain/alarms/sounds.ts';

const priorities: readonly SoundingPriority[] = ['high', 'medium', 'low'];

/** Every choice of a sound, by where it stands. */
function choicesOf(sound: object, path: string): [string, Choice][] {
  return Object.entries(sound).flatMap(([name, value]): [string, Choice][] => {
    if (typeof value !== 'object' || value === null) return [];
    return 'chosen' in value ? [[`${path}.${name}`, value as Choice]] : choicesOf(value, `${path}.${name}`);
  });
}

describe('the table of alarm sounds (IEC 60601-1-8, Tables 3 and 4)', () => {
  const choices = [...choicesOf(alarmSounds, 'sounds'), ...choicesOf({ HARMONICS_DB }, 'spectrum')];

  it('has a choice for everything the standard asks for', () => {
    expect(choices.length).toBe(8 + 10 + (7 + 3) + (7 + 2) + 6);
  });

  it.each(choices)('%s is chosen within what is allowed', (_, { least, most, chosen }) => {
    expect(chosen).toBeGreaterThanOrEqual(least);
    expect(chosen).toBeLessThanOrEqual(most);
  });

  it.each(priorities)(
    '%s: a pulse has fallen before the next rises, and has a pitch for each of its pulses',
    (priority) => {
      const { spacingMs, pulseMs, riseShare, fallMs, melodyHz, pulses } = alarmSounds[priority];
      expect(fallMs.most).toBeCloseTo(spacingMs.chosen - riseShare.chosen * pulseMs.chosen, 9);
      expect(melodyHz).toHaveLength(pulses.chosen);
    },
  );

  it('has at least four harmonics in 300 to 4000 Hz beside the fundamental, for each pitch', () => {
    for (const priority of priorities) {
      for (const { chosen } of alarmSounds[priority].melodyHz) {
        const inBand = HARMONICS_DB.filter((_, n) => n > 0 && (n + 1) * chosen >= 300 && (n + 1) * chosen <= 4_000);
        expect(inBand.length, `${priority} ${chosen} Hz`).toBeGreaterThanOrEqual(4);
      }
    }
  });
});

describe('the plan of a burst', () => {
  const gaps = (priority: SoundingPriority) => {
    const { pulses } = soundPlan(priority, false);
    return pulses.slice(1).map((pulse, n) => pulse.startMs - pulses[n]!.startMs - pulses[n]!.lengthMs);
  };
  const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 1000) / 1000);

  it('of a high priority is 3-2, a pause, 3-2', () => {
    expect(rounded(gaps('high'))).toEqual([80, 80, 280, 80, 600, 80, 80, 280, 80]);
  });

  it('of a medium priority is three even pulses, of a low one two', () => {
    expect(rounded(gaps('medium'))).toEqual([180, 180]);
    expect(rounded(gaps('low'))).toEqual([220]);
  });

  it('begins and ends in silence', () => {
    for (const priority of priorities) {
      const { pulses, lengthMs, periodMs } = soundPlan(priority, true);
      const [first, last] = [pulses[0]!, pulses.at(-1)!];
      expect(first.startMs).toBeCloseTo((0.9 * first.riseMs) / 0.8, 9);
      expect(lengthMs).toBeCloseTo(last.startMs + last.lengthMs + (0.9 * last.fallMs) / 0.8, 9);
      expect(periodMs).toBeGreaterThan(lengthMs);
    }
  });

  it.each([
    ['high', 6_000, 2_500],
    ['medium', 12_000, 2_500],
    ['low', 30_000, 15_500],
  ] as const)(
    'of %s priority comes again after %d ms, after %d ms when nobody answered',
    (priority, usual, escalated) => {
      for (const [isEscalated, restMs] of [
        [false, usual],
        [true, escalated],
      ] as const) {
        const { pulses, periodMs } = soundPlan(priority, isEscalated);
        const [first, last] = [pulses[0]!, pulses.at(-1)!];
        expect(first.startMs + periodMs - last.startMs - last.lengthMs).toBeCloseTo(restMs, 9);
      }
    },
  );

  it('of a high priority never comes more slowly than every 15 s, with what sounds counted in', () => {
    expect(soundPlan('high', false).periodMs).toBeLessThan(15_000);
  });

  it('tells priorities apart by number, tempo and pitch, the higher the more urgent', () => {
    for (const [more, less] of [
      ['high', 'medium'],
      ['medium', 'low'],
    ] as const) {
      const [a, b] = [soundPlan(more, false), soundPlan(less, false)];
      const beat = ({ pulses }: typeof a) => pulses[1]!.startMs - pulses[0]!.startMs;
      expect(a.pulses.length).toBeGreaterThan(b.pulses.length);
      expect(beat(b) / beat(a)).toBeGreaterThan(1.15);
      // A tone and a half.
      expect(a.pulses[0]!.frequencyHz / b.pulses[0]!.frequencyHz).toBeGreaterThan(1.18);
      expect(a.periodMs).toBeLessThan(b.periodMs);
    }
    const melody = (priority: SoundingPriority) => {
      const [first, last] = [soundPlan(priority, false).pulses[0]!, soundPlan(priority, false).pulses.at(-1)!];
      return Math.sign(last.frequencyHz - first.frequencyHz);
    };
    expect(priorities.map(melody)).toEqual([1, 0, -1]);
  });
});
