import { type ServiceError, status } from '@grpc/grpc-js';
import { catchError, map, Observable, of } from 'rxjs';
import type { BedsideAnswer, Errand } from '#domain/alarms/bedsideAnswer.ts';
import type { Carried } from '#domain/alarms/events.ts';
import type { GatewayConfig } from '#main/config.ts';
import {
  AcknowledgeOutcome,
  type AcknowledgeRequest,
  type AcknowledgeResponse,
  AlarmAction,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { LinkError, oneLine } from './linkError.ts';
import { WardClient } from './wardClient.ts';

/** A bedside that is well answers within milliseconds; the link counts as lost after less than this. */
const DEADLINE_MS = 2000;

/**
 * One try to bring a decision to a gateway: emits how it ended, once, and completes. Never fails. Unsubscribing cancels the
 * call; whether the gateway took it is then unknown, and the same id may be sent again.
 *
 * On a connection of its own: decisions are rare, and the link's connection is thrown away whenever the link fails.
 */
export function acknowledge(config: GatewayConfig, stationId: string, errand: Errand): Observable<BedsideAnswer> {
  return new Observable<BedsideAnswer>((subscriber) => {
    // Throws when certificates can't be read.
    const client = new WardClient(config, stationId);
    subscriber.add(() => client.close());
    client
      .acknowledge(requestOf(errand), DEADLINE_MS)
      .pipe(map((response) => outcomeOf(response, errand.commandId)))
      .subscribe(subscriber);
  }).pipe(catchError((error: unknown) => of(failureOf(error))));
}

/** As the contract has it. */
const actions: Readonly<Record<Carried['action'], AlarmAction>> = {
  acknowledge: AlarmAction.ALARM_ACTION_ACKNOWLEDGE,
  take: AlarmAction.ALARM_ACTION_TAKE,
  handOn: AlarmAction.ALARM_ACTION_HAND_ON,
  escalate: AlarmAction.ALARM_ACTION_ESCALATE,
  giveBack: AlarmAction.ALARM_ACTION_GIVE_BACK,
  withdraw: AlarmAction.ALARM_ACTION_WITHDRAW,
};

function requestOf({ commandId, alarmId, carried, actorId, issuedMs }: Errand): AcknowledgeRequest {
  return {
    commandId,
    alarmId,
    action: actions[carried.action],
    actorId,
    recipientId: carried.recipientId,
    issuedNs: BigInt(Math.round(issuedMs)) * 1_000_000n,
    pauseMs: 0,
  };
}

/** What an answer says. One that speaks of another command, or in words we do not know, settles nothing. */
export function outcomeOf(response: AcknowledgeResponse, commandId: string): BedsideAnswer {
  if (response.commandId !== commandId)
    return { code: 'faulty', reason: `answered "${oneLine(response.commandId, 40)}" instead` };
  switch (response.outcome) {
    case AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ACCEPTED:
      return { code: 'accepted' };
    case AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ALREADY:
      return { code: 'already', actorId: response.earlierActorId };
    case AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_UNKNOWN_ALARM:
      return { code: 'unknownAlarm' };
    case AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_REFUSED:
      return { code: 'refused', reason: oneLine(response.reason) };
    default:
      return { code: 'faulty', reason: `answered with the unknown outcome ${response.outcome}` };
  }
}

const refusals: ReadonlySet<status> = new Set([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
]);

/** Broken on the way as often as at the gateway: grpc-js says INTERNAL of a connection that was reset. */
const faults: ReadonlySet<status> = new Set([status.UNKNOWN, status.INTERNAL, status.DATA_LOSS]);

/** What a failed call says. Of all that is not named here, nobody knows whether it arrived. */
export function failureOf(error: unknown): BedsideAnswer {
  // Certificates are read afresh with each try, so one that is mended is used.
  if (error instanceof LinkError) return { code: 'transient', reason: error.message };
  if (!isServiceError(error)) throw error;
  const reason = oneLine(error.details || error.message);
  if (error.code === status.UNIMPLEMENTED) return { code: 'notTaken' };
  if (refusals.has(error.code)) return { code: 'refused', reason };
  return { code: faults.has(error.code) ? 'faulty' : 'transient', reason };
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}
