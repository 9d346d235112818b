import '#renderer/theme.css';
import { pageClock } from '#domain/time/pageClock.ts';
import { NOBODY } from '#domain/ward/whose.ts';
import { openCarrier } from '#renderer/carriers/openCarrier.ts';
import type { Archive } from '#renderer/history/archive.ts';
import { HeldReader } from '#renderer/history/heldReader.ts';
import { HistoryLink } from '#renderer/history/historyLink.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import { openHistory } from '#renderer/history/openHistory.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { ofType } from '#renderer/intake/demux.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { openTheme } from '#renderer/theme/theme.ts';
import { openWall } from '#renderer/wall/openWall.tsx';

/** What is held of a wave: its samples and what of them is missing, by index. */
export interface HeldWave {
  readonly originMs: number;
  readonly rateHz: number;
  readonly runs: readonly (readonly [from: number, until: number])[];
  /** Records that could not be read. */
  readonly damaged: number;
}

declare global {
  /** The history of this page, for whoever drives it. */
  var recording: {
    /** Opens the wall, and its history with it. Until then nothing is written by this page. */
    begin(): void;
    /** How its history fares. */
    state(): string;
    /** Of the store that is written; '' before. */
    storeId(): string;
    /** Beds of which it is known who lies there. */
    bedKeys(): Promise<readonly string[]>;
    /** What the wall's archive says is held of a wave in the last so many minutes. */
    held(bedKey: string, wave: string, minutes: number): Promise<HeldWave>;
    /** The same read off the disk, before this page has begun and without its worker. */
    onDisk(bedKey: string, wave: string, minutes: number): Promise<HeldWave>;
    /** How many samples the bins of 10 s say there are. */
    counted(bedKey: string, wave: string, minutes: number): Promise<number>;
  };
}

/** In place of whoever keeps the key in a hospital; nobody's samples are in this store. */
const secret = new Uint8Array(32).fill(3);

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);

let history: HistoryLink | null = null;
let storeId = '';

function begun(): HistoryLink {
  if (history === null) throw new Error('the page has not begun');
  return history;
}

function since(minutes: number): [fromMs: number, untilMs: number] {
  return [clock.nowMs() - minutes * 60_000, clock.nowMs() + 60_000];
}

/** Whoever lay in a bed last; nobody when nothing is held of it. */
async function lastIn(bedKey: string, { stays }: Pick<Archive, 'stays'>): Promise<Whose> {
  return (await stays()).find((held) => held.bedKey === bedKey) ?? { bedKey, owner: NOBODY, aheadMs: 0 };
}

function heldOf({ waves, damaged }: Awaited<ReturnType<HistoryReader['readWindow']>>): HeldWave {
  const [wave, ...others] = waves;
  if (others.length > 0) throw new Error('there are two waves of that name');
  return {
    originMs: wave?.channel.originMs ?? 0,
    rateHz: wave?.channel.rateHz ?? 1,
    runs: (wave?.runs ?? []).map(({ firstIndex, samples }) => [firstIndex, firstIndex + samples.length]),
    damaged: damaged.length,
  };
}

globalThis.recording = {
  begin: () => {
    const root = document.getElementById('vigil');
    if (root === null) throw new Error('the page has no element #vigil');
    openTheme(document.documentElement, () => localStorage, 'vigil.theme 1');
    const link = connectStation(openCarrier, clock);
    ofType(link.messages, 'alive').subscribe(({ nowMs }) => clock.follow(nowMs));
    history = new HistoryLink({
      keeper: {
        open: async () => ({ secret, expectedStoreId: null }),
        opened: (id) => {
          storeId = id;
        },
      },
      askPort: () => Promise.reject(new Error('a browser has no shell')),
    });
    openWall(root, link, clock, history);
  },
  state: () => history?.status.value.state ?? 'off',
  storeId: () => storeId,
  bedKeys: async () => (await begun().stays()).map(({ bedKey }) => bedKey),
  held: async (bedKey, wave, minutes) =>
    heldOf(await begun().window(await lastIn(bedKey, begun()), wave, ...since(minutes))),
  onDisk: async (bedKey, wave, minutes) => {
    const opened = await openHistory({ secret, expectedStoreId: null, nowMs: clock.nowMs() });
    if (!opened.ok) throw new Error(opened.reason);
    const { database, storeId: found } = opened.history;
    storeId = found;
    try {
      const held = new HeldReader(opened.history);
      const stay = await lastIn(bedKey, { stays: () => held.stays() });
      return heldOf(await new HistoryReader(opened.history).readWindow(stay, wave, ...since(minutes)));
    } finally {
      database.close();
    }
  },
  counted: async (bedKey, wave, minutes) => {
    const { waves } = await begun().envelope(await lastIn(bedKey, begun()), wave, ...since(minutes), 10_000);
    return waves.flatMap(({ bins }) => bins).reduce((sum, { count }) => sum + count, 0);
  },
};

if (!new URLSearchParams(location.search).has('still')) globalThis.recording.begin();
