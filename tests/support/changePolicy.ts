import type { Page } from '@playwright/test';
import { BRIDGE_VERSION } from '#bridge/messages.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';

/** Nothing waits before it is on the list: how long it would is another story. */
export const promptly: Partial<AlarmPolicy> = {
  delays: { medium: { physiologicalMs: 0, technicalMs: 0 }, low: { physiologicalMs: 0, technicalMs: 0 } },
};

/**
 * Puts a policy into force at the station of a page, by a session of its own: the one that is, changed as said.
 *
 * @throws Error when the station refuses it: its problems
 */
export async function changePolicy(page: Page, change: Partial<AlarmPolicy>): Promise<void> {
  const answer = await page.evaluate(
    ([bridgeVersion, changed]) =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/bridge`);
        const say = (message: object) => socket.send(JSON.stringify(message));
        socket.onopen = () => say({ type: 'open', bridgeVersion, recentMs: 0 });
        socket.onclose = ({ reason }) => reject(new Error(`the station closed the session: ${reason}`));
        socket.onmessage = ({ data }) => {
          if (typeof data !== 'string') return;
          const message = JSON.parse(data);
          if (message.type === 'alarmState' && message.state.policy.revision === 1) {
            const question = {
              of: 'policy',
              policy: { ...message.state.policy, ...changed },
              actorId: 'm.lind',
              why: 'a journey',
            };
            say({ type: 'ask', askId: 'policy', question });
          }
          if (message.type !== 'answer') return;
          socket.onclose = null;
          socket.close();
          resolve(JSON.stringify(message.answer));
        };
      }),
    [BRIDGE_VERSION, change] as const,
  );
  if (JSON.parse(answer).of !== 'policy') throw new Error(`the policy was refused: ${answer}`);
}
