import { expect, test } from 'vitest';
import { alarmIdAt, alarmKeyOf } from '#domain/alarms/alarmKey.ts';

const gatewayId = 'icu:7000';

test.each(['hr-1', 'a/b/c', '?', '?/7/HR/1', '??', 'ünder ~2'])(
  'an alarm that its gateway calls %j is found there again by its key',
  (alarmId) => {
    expect(alarmIdAt(gatewayId, alarmKeyOf(gatewayId, alarmId, 'never used'))).toBe(alarmId);
  },
);

test('an alarm that came without an id has a key of its own, and no name at its gateway', () => {
  const key = alarmKeyOf(gatewayId, '', '7/HR/1');
  expect(key).not.toBe(alarmKeyOf(gatewayId, '?/7/HR/1', ''));
  expect(alarmIdAt(gatewayId, key)).toBeNull();
});

test('no gateway knows the alarms of another, whose name begins alike', () => {
  expect(alarmIdAt('icu:700', alarmKeyOf('icu:7000', 'hr-1', ''))).toBeNull();
  expect(alarmIdAt('icu:7000', 'station/station/noSound/1')).toBeNull();
});
