import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Errand } from '#domain/alarms/bedsideAnswer.ts';
import type { Carried } from '#domain/alarms/events.ts';
import { acknowledge } from '#main/gateway/acknowledge.ts';
import {
  AcknowledgeOutcome,
  type AcknowledgeRequest,
  type AcknowledgeResponse,
  AlarmAction,
  WardServiceService,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { until } from '#tests/support/until.ts';

type Answer = Partial<AcknowledgeResponse> | { readonly code: status; readonly details: string } | 'never';

/** A bedside that answers what a test says. */
async function bedside(answer: Answer) {
  const asked: AcknowledgeRequest[] = [];
  let cancelled = 0;
  const server = new Server();
  server.addService(
    { acknowledge: WardServiceService.acknowledge },
    {
      acknowledge: (
        call: { request: AcknowledgeRequest; on(event: 'cancelled', listener: () => void): void },
        reply: (error: object | null, response?: AcknowledgeResponse) => void,
      ) => {
        asked.push(call.request);
        call.on('cancelled', () => {
          cancelled++;
        });
        if (answer === 'never') return;
        if ('code' in answer) reply(answer);
        else
          reply(null, {
            commandId: call.request.commandId,
            outcome: AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ACCEPTED,
            earlierActorId: '',
            effectiveNs: 0n,
            reason: '',
            ...answer,
          });
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  onTestFinished(() => server.forceShutdown());
  return { config: { address: `127.0.0.1:${port}` }, asked, cancelled: () => cancelled };
}

const errand = (carried: Carried = { action: 'acknowledge', recipientId: '' }): Errand => ({
  commandId: 'c1',
  alarmId: 'hr-1',
  carried,
  actorId: 'nurse',
  issuedMs: 1_700_000_000_123,
});

describe('a decision that is brought to the bedside', () => {
  it.each<[Carried['action'], AlarmAction]>([
    ['acknowledge', AlarmAction.ALARM_ACTION_ACKNOWLEDGE],
    ['take', AlarmAction.ALARM_ACTION_TAKE],
    ['handOn', AlarmAction.ALARM_ACTION_HAND_ON],
    ['escalate', AlarmAction.ALARM_ACTION_ESCALATE],
    ['giveBack', AlarmAction.ALARM_ACTION_GIVE_BACK],
    ['withdraw', AlarmAction.ALARM_ACTION_WITHDRAW],
  ])('to %s is told in the words of the contract', async (action, wire) => {
    const { config, asked } = await bedside({});
    const recipientId = action === 'handOn' ? 'm.lind' : '';
    expect(await firstValueFrom(acknowledge(config, 'S', errand({ action, recipientId })))).toEqual({
      code: 'accepted',
    });
    expect(asked).toEqual([
      {
        commandId: 'c1',
        alarmId: 'hr-1',
        action: wire,
        actorId: 'nurse',
        recipientId,
        issuedNs: 1_700_000_000_123_000_000n,
        pauseMs: 0,
      },
    ]);
  });

  const outcome = (name: keyof typeof AcknowledgeOutcome) => ({
    outcome: AcknowledgeOutcome[name] as AcknowledgeOutcome,
  });
  it.each<[string, Answer, object]>([
    [
      'somebody was first',
      { ...outcome('ACKNOWLEDGE_OUTCOME_ALREADY'), earlierActorId: 'dr.haas' },
      { code: 'already', actorId: 'dr.haas' },
    ],
    ['there is no such alarm', outcome('ACKNOWLEDGE_OUTCOME_UNKNOWN_ALARM'), { code: 'unknownAlarm' }],
    [
      'it is refused',
      { ...outcome('ACKNOWLEDGE_OUTCOME_REFUSED'), reason: 'not\nby you' },
      { code: 'refused', reason: 'not by you' },
    ],
    ['nothing', outcome('ACKNOWLEDGE_OUTCOME_UNSPECIFIED'), { code: 'faulty' }],
    ['a word of a later contract', { outcome: 17 as AcknowledgeOutcome }, { code: 'faulty' }],
    ['something about another decision', { commandId: 'c2' }, { code: 'faulty' }],
    ['that it takes none', { code: status.UNIMPLEMENTED, details: '' }, { code: 'notTaken' }],
    [
      'that it may not',
      { code: status.PERMISSION_DENIED, details: 'no rights' },
      { code: 'refused', reason: 'no rights' },
    ],
    ['that it makes no sense', { code: status.INVALID_ARGUMENT, details: 'x' }, { code: 'refused' }],
    ['that it is busy', { code: status.RESOURCE_EXHAUSTED, details: '' }, { code: 'transient' }],
    ['that it goes down', { code: status.UNAVAILABLE, details: 'bye' }, { code: 'transient', reason: 'bye' }],
    ['that it broke', { code: status.INTERNAL, details: 'oops' }, { code: 'faulty', reason: 'oops' }],
  ])('and hears %s', async (_, answer, heard) => {
    const { config } = await bedside(answer);
    expect(await firstValueFrom(acknowledge(config, 'S', errand()))).toMatchObject(heard);
  });

  it('and hears nothing is tried again after two seconds', async () => {
    const { config } = await bedside('never');
    const startedMs = performance.now();
    expect(await firstValueFrom(acknowledge(config, 'S', errand()))).toMatchObject({ code: 'transient' });
    expect(performance.now() - startedMs).toBeGreaterThan(1900);
    expect(performance.now() - startedMs).toBeLessThan(4000);
  });

  it('and is given up is cancelled there', async () => {
    const { config, asked, cancelled } = await bedside('never');
    const trying = acknowledge(config, 'S', errand()).subscribe();
    await until('it arrived', () => asked.length === 1);
    trying.unsubscribe();
    await until('it is cancelled', () => cancelled() === 1, 500);
  });

  it('where nobody listens, or with certificates that are not there, is tried again', async () => {
    const { config } = await bedside({});
    const nobody = { address: '127.0.0.1:9' };
    expect(await firstValueFrom(acknowledge(nobody, 'S', errand()))).toMatchObject({ code: 'transient' });
    const lacking = { ...config, tls: { caFile: '/nowhere/ca.pem' } };
    expect(await firstValueFrom(acknowledge(lacking, 'S', errand()))).toMatchObject({
      code: 'transient',
      reason: expect.stringContaining("can't read /nowhere/ca.pem"),
    });
  });
});
