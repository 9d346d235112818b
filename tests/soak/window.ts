import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { interval } from 'rxjs';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import { RECENT_MS } from '#domain/signals/coverage.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Random } from '#fixtures/patients/random.ts';
import { AlarmStore } from '#renderer/alarms/alarms.store.ts';
import { Decisions } from '#renderer/alarms/decisions.ts';
import { PersonStore } from '#renderer/alarms/person.store.ts';
import { waitingIn } from '#renderer/alarms/waiting.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { openWindowSocket } from '#tests/support/windowSocket.ts';
import type { WindowLine, WindowOrder } from './windowTalk.ts';

/**
 * A window without a screen, in a process of its own that may be killed: the renderer's own link, alarm store and decisions, and
 * somebody at it who takes and acknowledges. Tells all it gets (windowTalk.ts).
 *
 *   tsx tests/soak/window.ts --name W --life N --seed N
 */
const { values } = parseArgs({
  options: {
    name: { type: 'string', default: 'window' },
    /** How many there were before under this name, and one: decisions are never given an id twice. */
    life: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
});

type Told<T> = T extends unknown ? Omit<T, 'atMs'> : never;
const tell = (line: Told<WindowLine>): void => {
  process.stdout.write(`${JSON.stringify({ atMs: Date.now(), ...line })}\n`);
};

let pass: Extract<WindowOrder, { do: 'enter' }> | null = null;
let isDeciding = true;
let isSlow = false;
const untaken: number[] = [];

const stdin = createInterface({ input: process.stdin });
stdin.on('line', (line) => {
  const order = JSON.parse(line) as WindowOrder;
  if (order.do === 'enter') pass = order;
  else if (order.do === 'rest') isDeciding = false;
  else pace(order.isSlow);
});
// Whoever started it is gone.
stdin.on('close', () => process.exit(0));

const link = connectStation(
  () => (pass === null ? Promise.reject(new Error('no pass yet')) : openWindowSocket(pass)),
  systemClock,
);
const kept = new Map<string, string>();
const storage = {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, text: string) => void kept.set(name, text),
};
link.status.subscribe(({ state }) => tell({ of: 'status', state }));
link.messages.subscribe((message) => tell({ of: 'message', message }));
link.ticks.subscribe(({ tick, bytes }) => {
  const { blocks } = decodeWaveTick(bytes);
  tell({
    of: 'tick',
    blocks: blocks.map(({ channelId, firstIndex, samples }) => [channelId, firstIndex, Array.from(samples)] as const),
  });
  if (isSlow) untaken.push(tick);
  else link.took(tick);
});
// Somebody looks back at every bed: all that the station has must come.
const asked = new Set<string>();
link.messages.subscribe((message) => {
  if (message.type === 'hello') asked.clear();
  if (message.type !== 'beds') return;
  for (const { bedKey } of message.beds) {
    if (!asked.has(bedKey)) link.askRecent(bedKey, RECENT_MS);
    asked.add(bedKey);
  }
});

/** While it is slow a window hears all that is said, and takes no samples in. */
function pace(isSlowNow: boolean): void {
  isSlow = isSlowNow;
  if (!isSlow) for (const tick of untaken.splice(0)) link.took(tick);
}

const alarms = new AlarmStore(
  { messages: link.messages, news2: null },
  {
    later: (run) => {
      const timer = setTimeout(run, 16);
      return () => clearTimeout(timer);
    },
    afterwards: (run) => void setImmediate(run),
    nowMs: () => performance.now(),
  },
);
const person = new PersonStore(() => storage, 'person');
person.choose({ personId: `nurse-${values.name}`, displayName: `Nurse ${values.name}`, role: 'nurse' });
let isOpen = false;
link.status.subscribe(({ state }) => {
  isOpen = state === 'open';
});
let made = 0;
const decisions = new Decisions({
  messages: link.messages,
  status: link.status,
  ticker: interval(250),
  tell: (message) => {
    if (message.type === 'decide' && isOpen) tell({ of: 'issued', decisions: message.decisions });
    return link.tell(message);
  },
  alarms,
  person,
  clock: systemClock,
  bedName: ({ bedKey }) => bedKey,
  newId: () => {
    made += 1;
    return `${values.name}-${values.life}-${made}`;
  },
});
decisions.refusals.subscribe((refusals) => {
  for (const { of, bedKey } of refusals) if (of === null) tell({ of: 'notKnown', bedKey });
});

const DECIDES_EVERY_MS = 900;
/** What waits for somebody is answered by one in so many looks, so that some of it still waits when its gateway comes back. */
const ANSWERS_ONE_IN = 6;
const random = new Random(Number(values.seed), `nurse ${values.name} ${values.life}`);
const oneOf = <T>(list: readonly T[]): T | undefined => list[random.below(list.length)];
interval(DECIDES_EVERY_MS).subscribe(() => {
  if (!isDeciding) return;
  const episodes = alarms.view.value.worklist.episodes.filter(({ members }) =>
    members.every(({ alarm }) => alarm.gatewayId !== STATION),
  );
  const waiting = oneOf(episodes.filter((episode) => waitingIn(episode).length > 0));
  if (waiting !== undefined && random.below(ANSWERS_ONE_IN) === 0)
    void decisions.answerHeld(random.uniform() < 0.5 ? 'sendNow' : 'drop', waiting);
  const episode = oneOf(episodes);
  if (episode !== undefined) void decisions.decide(random.uniform() < 0.5 ? 'take' : 'acknowledge', episode);
});
interval(1000).subscribe(() => link.tell({ type: 'sound', role: 'sounding', why: '' }));
