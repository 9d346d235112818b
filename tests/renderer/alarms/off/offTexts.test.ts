import { describe, expect, it } from 'vitest';
import type { Setting } from '#domain/alarms/activation.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { offChoices, offTime, offTitle } from '#renderer/alarms/off/offTexts.ts';

const titles = (bed: string | null, longestMs = 120_000) =>
  offChoices({ ...defaultPolicy, pause: { longestMs } }, bed === null ? null : { bedKey: bed, patientKey: 'p1' }).map(
    ({ title }) => title,
  );
const setting = (over: Partial<Setting>): Setting => ({
  scope: { of: 'station' },
  signal: 'audio',
  activation: 'paused',
  actorId: 'mk',
  sinceMs: 0,
  pauseMs: 120_000,
  ...over,
});

describe('what can be paused or turned off', () => {
  it('is the sound of the whole ward, never its alarms', () => {
    expect(titles(null)).toEqual(['Pause audio 2 min', 'Audio off']);
  });

  it('is sound and alarms of one bed', () => {
    expect(titles('A/1')).toEqual(['Pause audio 2 min', 'Audio off', 'Pause alarms 2 min', 'Alarms off']);
  });

  it('is only off where the policy allows no pause', () => {
    expect(titles('A/1', 0)).toEqual(['Audio off', 'Alarms off']);
  });
});

describe('what is paused or off', () => {
  it('counts down, or says for how long it has been off', () => {
    expect(offTime(setting({}), 18_400)).toBe('01:42');
    expect(offTime(setting({ activation: 'off', pauseMs: 0 }), 61_000)).toBe('for 01:01');
  });

  it('is never said to last longer than it does, also by a clock that is behind', () => {
    expect(offTime(setting({ sinceMs: 1_000 }), 970)).toBe('02:00');
  });

  it("has the standard's words", () => {
    expect(offTitle(setting({}))).toBe('Audio paused');
    expect(offTitle(setting({ signal: 'alarm', activation: 'off' }))).toBe('Alarms off');
  });
});
