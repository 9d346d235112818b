import { emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { type AlarmPolicy, defaultPolicy, delayOf } from '#domain/alarms/policy.ts';
import { type ReadPolicy, readPolicy } from '#domain/alarms/readPolicy.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';
import { type FuzzTarget, promise } from '#tests/fuzz/fuzzTarget.ts';
import { mutateBytes } from '#tests/fuzz/mutateBytes.ts';
import { mutateJson } from '#tests/fuzz/mutateJson.ts';

const alarms = [asystole(), desaturation(), leadsOff(), report(), report({ code: 'toString', priority: 'unknown' })];
const sound = Buffer.from(JSON.stringify(defaultPolicy));

/** A policy for alarms: it is safe, or refused whole with every problem, and the one in force stays. */
export const policyTarget: FuzzTarget = {
  open: () => ({
    try(random) {
      const text = random.below(4) === 0 ? mutateBytes(random, sound).toString() : mutateJson(random, defaultPolicy);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return 'no JSON';
      }
      const read = readPolicy(value);
      if (read.ok) checkSafe(read.policy);
      else checkProblems(read);
      // As a window or an entry of the record brings it.
      const desk = emptyDesk();
      const changed = reduceDesk(desk, { type: 'policyChanged', policy: value, actorId: 'e', why: 'fuzz' }, NOON_MS);
      if (!read.ok) {
        const { policy } = changed.state.alarms;
        promise(policy === defaultPolicy, () => 'a policy that was refused is in force');
        return 'refused';
      }
      const reports = alarms.map((one) => ({ report: one, sourceCode: null }));
      const event = { type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports } as const;
      const after = reduceDesk(changed.state, event, NOON_MS + 1).state;
      const late = reduceDesk(after, { type: 'tick' }, NOON_MS + 3_600_000).state;
      promise(late.alarms.alarms.size === alarms.length, () => 'an alarm is gone');
      return 'taken';
    },
    close: () => {},
  }),
};

/** CLINICAL.md: a high-priority alarm is never delayed; and no other for longer than there is evidence or sense for. */
function checkSafe(policy: AlarmPolicy): void {
  for (const alarm of alarms) {
    const delayMs = delayOf(policy, { report: alarm, sourceCode: null });
    const mostMs = { high: 0, unknown: 0, medium: 30_000, low: 900_000, none: 900_000 }[alarm.priority];
    promise(delayMs >= 0 && delayMs <= mostMs, () => `holds ${alarm.code} of ${alarm.priority} back for ${delayMs} ms`);
  }
  promise(policy.pause.longestMs <= 600_000, () => `pauses for ${policy.pause.longestMs} ms`);
}

function checkProblems({ problems }: Extract<ReadPolicy, { ok: false }>): void {
  promise(problems.length > 0, () => 'refused for no reason');
  for (const { where, what, todo } of problems) {
    promise(typeof where === 'string' && what !== '' && todo !== '', () => 'a problem that says nothing');
    promise(what.length < 300, () => `a problem that is a book: ${what.slice(0, 100)}`);
  }
}
