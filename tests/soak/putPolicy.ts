import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { openWindowSocket, type Pass } from '#tests/support/windowSocket.ts';

/** Puts the policy of a station into force anew, changed as said, by a session of its own. @throws Error when it is refused. */
export async function putPolicy(pass: Pass, change: Partial<AlarmPolicy>): Promise<void> {
  const carrier = await openWindowSocket(pass);
  const say = (message: WindowMessage) => carrier.send(JSON.stringify(message));
  const answer = await new Promise<Extract<StationMessage, { type: 'answer' }>['answer']>((resolve, reject) => {
    let isAsked = false;
    carrier.onClose(() => reject(new Error('the station ended the session')));
    carrier.onMessage((received) => {
      if (typeof received !== 'string') return;
      const message = JSON.parse(received) as StationMessage;
      if (message.type === 'answer') resolve(message.answer);
      if (message.type !== 'alarmState' || isAsked) return;
      isAsked = true;
      const policy = { ...message.state.policy, ...change };
      say({
        type: 'ask',
        askId: 'policy',
        question: { of: 'policy', policy, actorId: 'soak', why: 'a run of faults' },
      });
    });
    say({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 });
  });
  carrier.close();
  if (answer.of !== 'policy') throw new Error(`the policy was refused: ${JSON.stringify(answer)}`);
}
