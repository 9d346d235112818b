import { BehaviorSubject, Subject } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import { pageClock } from '#domain/time/pageClock.ts';
import type { HistoryStatus } from '#renderer/history/archive.ts';
import type { HistoryWindow } from '#renderer/history/historyReader.ts';
import { HistoryService } from '#renderer/history/historyService.ts';
import type { LinkStatus, StationLink, TickBytes } from '#renderer/intake/stationLink.ts';
import {
  bedOf,
  blocksOf,
  ECG,
  expectedRun,
  refuseWrites,
  SECRET,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

/** A station that has the last minutes of one bed, and tells all of them to each link that is made to it. */
class RecentStation {
  readonly links: { readonly messages: Subject<StationMessage>; readonly ticks: Subject<TickBytes>; credit: number }[] =
    [];
  #untilMs = START_MS;

  readonly connect = (): StationLink => {
    const link = { messages: new Subject<StationMessage>(), ticks: new Subject<TickBytes>(), credit: 0 };
    this.links.push(link);
    const status = new BehaviorSubject<LinkStatus>({ state: 'open', sinceMs: 0, reason: '' });
    queueMicrotask(() => {
      link.messages.next({
        type: 'hello',
        bridgeVersion: BRIDGE_VERSION,
        stationName: 'Test',
        version: '0',
        notices: [],
        displays: [],
        staff: [],
      });
      link.messages.next({ type: 'beds', gatewayId: 'ward', beds: [bedOf(1)] });
      link.messages.next({ type: 'members', changed: [], gone: [] });
      this.#tick(link, 1, START_MS, this.#untilMs);
    });
    return {
      ...link,
      status,
      took: (tick) => {
        link.credit = tick;
      },
      broken: (reason) => expect.unreachable(reason),
      askRecent: () => {},
      tell: () => true,
      close: () => {
        this.links.splice(this.links.indexOf(link), 1);
      },
    };
  };

  /** The bed goes on; every link hears it. */
  goOn(ms: number): void {
    const fromMs = this.#untilMs;
    this.#untilMs += ms;
    for (const link of this.links) this.#tick(link, link.credit + 1, fromMs, this.#untilMs);
  }

  get untilMs(): number {
    return this.#untilMs;
  }

  #tick(link: { readonly ticks: Subject<TickBytes> }, tick: number, fromMs: number, untilMs: number): void {
    if (untilMs === fromMs) return;
    link.ticks.next({ tick, bytes: encodeWaveTick({ tick, blocks: blocksOf(1, fromMs, untilMs) }) });
  }
}

/** The history of one more window of this browser. */
async function openWindow(name: string, station: RecentStation) {
  const statuses: HistoryStatus[] = [];
  const service = await HistoryService.open(
    { name, secret: SECRET, expectedStoreId: null, nowMs: START_MS },
    {
      clock: pageClock(
        () => Date.now(),
        () => performance.now(),
      ),
      locks: navigator.locks,
      connect: station.connect,
      tell: (status) => statuses.push(status),
    },
  );
  onTestFinished(() => service.close());
  const state = () => statuses.at(-1)?.state;
  const isState = (wanted: HistoryStatus['state']) => expect.poll(state, { timeout: 5000 }).toBe(wanted);
  const read = async (): Promise<HistoryWindow['waves'][number]['runs']> => {
    const asked = { of: 'window', with: [whoseBed(1), ECG, START_MS, START_MS + 60_000] } as const;
    const { waves } = (await service.ask(asked)) as HistoryWindow;
    return waves[0]?.runs ?? [];
  };
  const holdsAll = () => expect.poll(read, { timeout: 5000 }).toEqual([expectedRun(1, ECG, START_MS, station.untilMs)]);
  return { service, statuses, isState, read, holdsAll };
}

describe('several windows of one browser', () => {
  it('one writes, the others read what it writes; when it closes the next goes on, nothing missing and nothing double', async () => {
    const name = storeName();
    const station = new RecentStation();
    const first = await openWindow(name, station);
    await first.isState('writing');
    const second = await openWindow(name, station);
    station.goOn(2000);
    await first.holdsAll();
    await second.holdsAll();
    await second.isState('reading');
    expect(station.links).toHaveLength(1);

    station.goOn(3000);
    first.service.close();
    expect(station.links).toHaveLength(0);
    station.goOn(3000);
    await second.isState('writing');
    expect(station.links).toHaveLength(1);
    await second.holdsAll();
    station.goOn(1000);
    await second.holdsAll();
  });

  it('a question that can’t be answered rejects, and the history goes on', async () => {
    const station = new RecentStation();
    const { service, isState, holdsAll } = await openWindow(storeName(), station);
    await isState('writing');
    const wrong = { of: 'window', with: [whoseBed(1), ECG, Number.NaN, Number.NaN] } as const;
    await expect(service.ask(wrong)).rejects.toThrow('a time that is no number');
    station.goOn(1000);
    await holdsAll();
  });
});

describe('a disk that refuses', () => {
  it('gets no more samples from the station until it takes them, and then all of them; it is told', async () => {
    const station = new RecentStation();
    const { service, isState, statuses, holdsAll } = await openWindow(storeName(), station);
    await isState('writing');
    station.goOn(1000);
    await holdsAll();
    const takeAgain = refuseWrites(service.history);
    station.goOn(1000);
    await expect.poll(() => statuses.at(-1)?.reason, { timeout: 5000 }).toContain('QuotaExceededError');
    const { credit } = station.links[0] as { credit: number };
    station.goOn(1000);
    expect(station.links[0]?.credit).toBe(credit);
    takeAgain();
    await expect.poll(() => station.links[0]?.credit, { timeout: 5000 }).toBe(credit + 1);
    await expect.poll(() => statuses.at(-1)?.reason, { timeout: 5000 }).toBe('');
  });
});
