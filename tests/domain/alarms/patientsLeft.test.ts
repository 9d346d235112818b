import { describe, expect, test } from 'vitest';
import { asystole, desaturation, GATEWAY, Station } from './bedside.ts';

const left = { type: 'patientsLeft', gatewayId: GATEWAY, bedKeys: [`${GATEWAY}/7`] } as const;

describe('when another patient comes into a bed', () => {
  test('what stood with the one before goes on, with whoever has it, and says whose it was', () => {
    const station = new Station();
    station.hears(asystole());
    station.decides('take', asystole());
    station.take(left);
    expect(station.alarm(asystole())).toMatchObject({
      presence: 'on',
      owner: { actorId: 'nurse' },
      oddities: ['earlierPatient'],
    });
    expect(station.presented(asystole())?.manner).toBe('announced');
  });

  test('what is reported after that is of whoever is there now', () => {
    const station = new Station();
    station.hears(asystole());
    station.take(left);
    station.hears(desaturation());
    expect(station.alarm(desaturation())?.oddities).toEqual([]);
  });

  test('alarms at other beds have nothing to do with it', () => {
    const station = new Station();
    station.hears(asystole({ bedKey: `${GATEWAY}/8` }));
    station.take(left);
    expect(station.alarm(asystole())?.oddities).toEqual([]);
  });
});
