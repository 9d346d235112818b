import { describe, expect, it } from 'vitest';
import type { Alarm } from '#domain/alarms/alarm.ts';
import { alarmKeyOf } from '#domain/alarms/alarmKey.ts';
import { emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { Command } from '#domain/alarms/events.ts';
import { addresseeOf } from '#main/acks/addressee.ts';
import { report } from '#tests/domain/alarms/bedside.ts';

/** An alarm of `icu:7000` under an id, and a decision on it. */
function decided(alarmId: string): { command: Command; alarm: Alarm } {
  const alarmKey = alarmKeyOf('icu:7000', alarmId, '7/HR/1');
  const told = reduceDesk(
    emptyDesk(),
    {
      type: 'reported',
      gatewayId: 'icu:7000',
      clockOffsetMs: 0,
      reports: [{ report: report({ alarmKey }), sourceCode: null }],
    },
    1,
  ).state;
  const { effects } = reduceDesk(
    told,
    { type: 'decided', decision: { commandId: 'c', alarmId: alarmKey, actorId: 'nurse', issuedMs: 5, action: 'take' } },
    2,
  );
  const command = effects.flatMap((effect) => (effect.type === 'deliver' ? effect.command : []))[0];
  const alarm = told.alarms.alarms.get(alarmKey);
  if (command === undefined || alarm === undefined) throw new Error('it is decided and sent');
  return { command, alarm };
}

const gatewayIds = ['icu:700', 'icu:7000'];

describe('a decision', () => {
  it('goes to the gateway of its alarm, under the name the alarm has there', () => {
    const { command, alarm } = decided('hr/1');
    const errand = {
      commandId: 'c',
      alarmId: 'hr/1',
      carried: { action: 'take', recipientId: '' },
      actorId: 'nurse',
      issuedMs: 5,
    };
    expect(addresseeOf(command, alarm, gatewayIds)).toEqual({ ok: true, gatewayId: 'icu:7000', errand });
    // Also when the alarm ended so long ago that only the record knows it.
    expect(addresseeOf(command, undefined, gatewayIds)).toEqual({ ok: true, gatewayId: 'icu:7000', errand });
  });

  it('on an alarm without an id can go nowhere', () => {
    const { command, alarm } = decided('');
    expect(addresseeOf(command, alarm, gatewayIds)).toMatchObject({ ok: false, answer: { outcome: 'failed' } });
  });

  it.each([[true], [false]])('on an alarm of a gateway that is no longer configured can go nowhere', (isHeld) => {
    const { command, alarm } = decided('hr-1');
    expect(addresseeOf(command, isHeld ? alarm : undefined, ['icu:700'])).toMatchObject({
      ok: false,
      answer: { reason: expect.stringContaining('no longer in the configuration') },
    });
  });
});
