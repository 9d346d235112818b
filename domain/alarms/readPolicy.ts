import { type AlarmMatch, type AlarmPolicy, defaultPolicy, type Explanation } from './policy.ts';
import { flag, isObject, list, object, oneOf, type Problem, record, type Shape, text, whole } from './shape.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * No medium alarm is held back for longer. Beyond 19 s there is no evidence (Goerges 2009, CLINICAL.md), and the bedside has
 * had its own delay before.
 */
const LONGEST_DELAY_MS = 30_000;
/** No low one. Vigil's own: IEC 60601-1-8 asks for awareness of a low priority, and a quarter of an hour is none. */
const LONGEST_LOW_DELAY_MS = 15 * MINUTE_MS;

/** No alarm joins one that was acknowledged longer ago: so long a bedside monitor stays silenced (policy.ts, `attended`). */
const LONGEST_ATTENDED_MS = 2 * MINUTE_MS;

/**
 * No decision is held that is merely tried again: a try takes 2 s, the next comes within 2 s, and so does a link. None is sent
 * without asking that is older than an acknowledgement of a high alarm holds.
 */
const SHORTEST_DELIVERY_MS = 10_000;
const LONGEST_DELIVERY_MS = 10 * MINUTE_MS;

/** What policies from before a figure existed do not say: records hold such, and are worth more. */
const addedLater: Partial<AlarmPolicy> = { deliverWithinMs: defaultPolicy.deliverWithinMs };

/** Each rule is compared with each other, and each alarm with each rule: more than any ward needs, and little enough for that. */
const MOST_RULES = 50;
const MOST_CODES = 50;
const MOST_EXPLAINED = 20;

/** Nobody reads more. */
const MOST_PROBLEMS = 100;

const match: Shape = object(
  {
    codes: list(text, 1, MOST_CODES),
    sourceCodes: list(text, 1, MOST_CODES),
    kinds: list(oneOf('physiological', 'technical'), 1, 2),
  },
  ['codes', 'sourceCodes', 'kinds'],
);
const byKind = (longestMs: number): Shape =>
  object({ physiologicalMs: whole(0, longestMs), technicalMs: whole(0, longestMs) });
const byPriority = (shape: Shape): Shape => object({ high: shape, medium: shape, low: shape });

/** The schema of a policy; typed, so that a key of {@link AlarmPolicy} without a shape does not compile. */
const shapes: Readonly<Record<keyof AlarmPolicy, Shape>> = {
  schema: oneOf(1),
  revision: whole(1, Number.MAX_SAFE_INTEGER),
  codes: record(
    object({ delayMs: whole(0, LONGEST_DELAY_MS), lowDelayMs: whole(0, LONGEST_LOW_DELAY_MS), latching: flag }, [
      'lowDelayMs',
    ]),
  ),
  delays: object({ medium: byKind(LONGEST_DELAY_MS), low: byKind(LONGEST_LOW_DELAY_MS) }),
  chatter: object({ times: whole(2, 100), withinMs: whole(1_000, 10 * MINUTE_MS) }),
  recurrence: object({ withinMs: whole(0, 5 * MINUTE_MS) }),
  attended: object({ withinMs: whole(0, LONGEST_ATTENDED_MS) }),
  explanations: list(
    object({
      name: text,
      cause: match,
      explains: list(match, 1, MOST_EXPLAINED),
      within: oneOf('lead', 'bed', 'gateway'),
      aheadMs: whole(0, 10 * MINUTE_MS),
    }),
    0,
    MOST_RULES,
  ),
  wardWide: object({ beds: whole(2, 1_000), withinMs: whole(0, MINUTE_MS) }),
  flood: object({
    entersAbove: whole(1, 1_000),
    leavesBelow: whole(1, 1_000),
    withinMs: whole(MINUTE_MS, 60 * MINUTE_MS),
    operators: whole(1, 100),
  }),
  acknowledgementMs: byPriority(whole(0, DAY_MS)),
  forgottenMs: byPriority(whole(0, DAY_MS)),
  escalationMs: byPriority(list(whole(1_000, DAY_MS))),
  leastSeenMs: whole(0, MINUTE_MS),
  undoMs: whole(0, MINUTE_MS),
  deliverWithinMs: whole(SHORTEST_DELIVERY_MS, LONGEST_DELIVERY_MS),
  pause: object({ longestMs: whole(1_000, 10 * MINUTE_MS) }),
  futureMs: whole(0, DAY_MS),
  ended: object({ keptMs: whole(0, DAY_MS), kept: whole(0, 100_000) }),
};

const shapeOfPolicy = object(shapes);

/** A policy, or everything that is wrong with it. */
export type ReadPolicy =
  | { readonly ok: true; readonly policy: AlarmPolicy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a policy from data of unknown origin. All or nothing: one that is half right is refused whole, with every problem (of
 * more than {@link MOST_PROBLEMS} how many more there are), and the one in force stays. Never throws.
 */
export function readPolicy(value: unknown): ReadPolicy {
  const whole = isObject(value) ? { ...addedLater, ...value } : value;
  const misshapen = shapeOfPolicy(whole, '');
  if (misshapen.length > 0) return { ok: false, problems: readable(misshapen) };
  const policy = whole as AlarmPolicy;
  const problems = contradictions.flatMap((find) => find(policy));
  return problems.length > 0 ? { ok: false, problems: readable(problems) } : { ok: true, policy };
}

function readable(problems: readonly Problem[]): readonly Problem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const rest = { where: '', what: `has ${more} more problems`, todo: 'Correct those before it first.' };
  return [...problems.slice(0, MOST_PROBLEMS), rest];
}

/** What is right in each part and can't be true together. */
const contradictions: readonly ((policy: AlarmPolicy) => readonly Problem[])[] = [
  ({ codes }) =>
    Object.entries(codes)
      .filter(([, { delayMs, lowDelayMs = 0, latching }]) => (delayMs > 0 || lowDelayMs > 0) && latching)
      .map(([code]) => ({
        where: `codes.${code}`,
        what: 'is latching and held back: what latches does not end by itself, so there is nothing to wait for',
        todo: 'Set delayMs to 0, or latching to false.',
      })),
  ({ codes }) =>
    Object.entries(codes)
      .filter(([, { delayMs, lowDelayMs = Number.POSITIVE_INFINITY }]) => lowDelayMs < delayMs)
      .map(([code, { delayMs }]) => ({
        where: `codes.${code}.lowDelayMs`,
        what: 'is shorter than delayMs: the less urgent would be heard first',
        todo: `Give at least ${delayMs}.`,
      })),
  ({ delays: { medium, low } }) =>
    (['physiologicalMs', 'technicalMs'] as const)
      .filter((kind) => low[kind] < medium[kind])
      .map((kind) => ({
        where: `delays.low.${kind}`,
        what: `is ${low[kind]}, medium waits for ${medium[kind]}: the less urgent would be heard first`,
        todo: `Give at least ${medium[kind]}.`,
      })),
  ({ undoMs, deliverWithinMs }) =>
    undoMs <= deliverWithinMs
      ? []
      : [
          {
            where: 'undoMs',
            what: `is ${undoMs}, deliverWithinMs ${deliverWithinMs}: what waits for confirmation could be taken back as well`,
            todo: `Give at most ${deliverWithinMs}.`,
          },
        ],
  ({ flood }) =>
    flood.leavesBelow <= flood.entersAbove
      ? []
      : [
          {
            where: 'flood.leavesBelow',
            what: `is ${flood.leavesBelow}, above entersAbove ${flood.entersAbove}: a flood would begin and end at once`,
            todo: `Give at most ${flood.entersAbove}.`,
          },
        ],
  ({ escalationMs: { high, medium } }) =>
    (high[0] ?? Number.POSITIVE_INFINITY) <= (medium[0] ?? Number.POSITIVE_INFINITY)
      ? []
      : [
          {
            where: 'escalationMs.high',
            what: `calls more people ${high[0] === undefined ? 'never' : `after ${high[0]} ms`}, medium after ${medium[0]} ms: the less urgent would be heard first`,
            todo: `Give at most ${medium[0]} first.`,
          },
        ],
  ({ explanations }) =>
    explanations.flatMap(({ name, cause, explains }, index) =>
      [cause, ...explains]
        .filter((one) => Object.keys(one).length === 0)
        .map(() => ({
          where: `explanations[${index}]`,
          what: `"${name}" has a part that speaks of every alarm`,
          todo: 'Name codes, sourceCodes or kinds in it.',
        })),
    ),
  ({ explanations }) =>
    explanations
      .filter((rule) => isCircular(rule, explanations))
      .map((rule) => ({
        where: `explanations[${explanations.indexOf(rule)}]`,
        what: `"${rule.name}" explains its own cause by way of others: all of them would be folded and none shown`,
        todo: 'Remove one of the rules of the circle.',
      })),
];

/** Whether what a rule explains can be its own cause, by way of others. */
function isCircular(rule: Explanation, rules: readonly Explanation[]): boolean {
  const reached = new Set<Explanation>();
  const open = [rule];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const next of rules) {
      if (next === from || reached.has(next)) continue;
      if (!from.explains.some((explained) => mayMeet(explained, next.cause))) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached.has(rule);
}

/** Whether one alarm could match both. */
function mayMeet(a: AlarmMatch, b: AlarmMatch): boolean {
  const meet = (left: readonly string[] | undefined, right: readonly string[] | undefined) =>
    left === undefined || right === undefined || left.some((one) => right.includes(one));
  return meet(a.codes, b.codes) && meet(a.sourceCodes, b.sourceCodes) && meet(a.kinds, b.kinds);
}
