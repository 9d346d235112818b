import type { StationMessage } from '#bridge/messages.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { startHost } from '#tests/support/startHost.ts';
import { until } from '#tests/support/until.ts';
import { enterHost, openWindowSocket } from '#tests/support/windowSocket.ts';
import { buildIfStale } from '#tools/build.ts';
import { type Percentiles, percentiles } from './percentiles.ts';

/** The ward is older than a strip when its alarms come, and sends that past in fast motion. */
const PAST_MS = 35_000;
/** By then the thread has been tried (main/opinion): where nothing comes in fast motion, no alarm can be judged before. */
const TRIED_MS = 10_000;
/** Between two alarms of different beds: longer than a verdict. */
const APART_MS = 400;
const ALONE = 40;
const DEADLINE_MS = 60_000;

/** How long after an alarm a window is told what the waves say of it. */
export interface ToldTimes {
  /** Of {@link ALONE} alarms, one after the other, beside the live waves of all beds; the very first is left out. */
  readonly toldMs: Percentiles;
  /** The very first since the station's start. */
  readonly firstToldMs: number;
  /** Of an alarm at every bed at once; `max`: until the last of them was judged. */
  readonly burstToldMs: Percentiles;
}

/** Measures it at the built browser host, through its gateway and its bridge. @throws Error when an alarm gets no opinion in a minute */
export async function toldOpinions(beds: number): Promise<ToldTimes> {
  buildIfStale();
  const originMs = Math.round(systemClock.nowMs()) - PAST_MS;
  const ward = new Ward({
    gatewayId: 'bench',
    displayName: 'Bench',
    sources: scenario('quiet', beds, 1),
    originMs,
  });
  const gateway = await serveWard(ward);
  const host = await startHost([gateway.address]);
  const pass = await enterHost(host.url);
  const link = connectStation(() => openWindowSocket(pass), systemClock, { recentMs: 0 });
  const alarmMs = new Map<string, number>();
  const opinionMs = new Map<string, number>();
  let isLive = false;
  link.messages.subscribe((message: StationMessage) => {
    if (message.type === 'gateway') isLive = message.gateway.link.state === 'live';
    if (message.type !== 'members') return;
    const nowMs = performance.now();
    for (const { alarm } of message.changed) {
      if (!alarmMs.has(alarm.id)) alarmMs.set(alarm.id, nowMs);
      if (alarm.opinion !== null && !opinionMs.has(alarm.id)) opinionMs.set(alarm.id, nowMs);
    }
  });
  link.ticks.subscribe(({ tick }) => link.took(tick));
  const raise = (bed: number, alarmId: string): string => {
    ward.emit({ alarms: [bedsideAlarm(alarmId, { bedId: `bed-${bed}` })] });
    return `${gateway.address}/${alarmId}`;
  };
  const told = async (ids: readonly string[]): Promise<number[]> => {
    await until('all of them are judged', () => ids.every((id) => opinionMs.has(id)), DEADLINE_MS);
    return ids.map((id) => (opinionMs.get(id) ?? 0) - (alarmMs.get(id) ?? 0));
  };
  try {
    await until('the gateway is live', () => isLive, DEADLINE_MS);
    ward.start();
    const isCaughtUp = () => [...ward.sent().values()].every(({ endIndex }) => endIndex > 0) && sentMs(ward) >= PAST_MS;
    await until('the ward has caught up', isCaughtUp, DEADLINE_MS);
    await pause(TRIED_MS);
    const [firstToldMs = 0] = await told([raise(1, 'first')]);
    const alone: number[] = [];
    for (let k = 0; k < ALONE; k++) {
      await pause(APART_MS);
      alone.push(...(await told([raise((k % beds) + 1, `alone-${k}`)])));
    }
    const burst = await told(Array.from({ length: beds }, (_, k) => raise(k + 1, `burst-${k}`)));
    return { toldMs: percentiles(alone), firstToldMs: Math.round(firstToldMs), burstToldMs: percentiles(burst) };
  } finally {
    link.close();
    ward.stop();
    await gateway.stop();
    await host.stop();
  }
}

function sentMs(ward: Ward): number {
  return Math.max(...[...ward.sent()].map(([id, { endIndex }]) => (1000 * endIndex) / (ward.channel(id)?.rateHz ?? 1)));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
