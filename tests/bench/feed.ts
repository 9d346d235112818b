import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { chosenWaves } from './chosenWaves.ts';
import { IndexRuns } from './indexRuns.ts';

/** What is fed to the page that is measured. */
export interface FeedOptions {
  readonly beds: number;
  /** Of every bed. */
  readonly waves: number;
  readonly scenario?: string;
  readonly seed?: number;
  /** A folder of recordings; not given: synthetic patients. */
  readonly replay?: string;
}

/** A ward behind a real gateway. */
export interface Feed {
  readonly address: string;
  /** What was sent of each channel, in the order in which the ward describes them. */
  sent(): readonly IndexRuns[];
  /** Sends no more samples. */
  silence(): void;
  close(): Promise<void>;
}

/** Starts a ward and its gateway. @throws Error when there are fewer recordings than beds. */
export async function startFeed({ beds, waves, scenario = 'ward', seed = 1, replay }: FeedOptions): Promise<Feed> {
  const { sources, problems } = wardSources({ beds, scenario, seed, ...(replay === undefined ? {} : { replay }) });
  for (const problem of problems) console.error(problem);
  if (sources.length < beds) throw new Error(`--beds ${beds}: ${replay} has only ${sources.length}`);
  const ward = new Ward({
    gatewayId: 'bench',
    displayName: 'Bench',
    sources: sources.map((source) => chosenWaves(source, waves)),
  });
  const sent = new Map<number, IndexRuns>();
  const stopCounting = ward.subscribe(undefined, ({ event }) => {
    if (event?.$case !== 'frame') return;
    for (const { channelId, firstIndex, samples } of event.value.waveforms) {
      const runs = sent.get(channelId) ?? new IndexRuns();
      runs.add(Number(firstIndex), samples.length);
      sent.set(channelId, runs);
    }
  });
  ward.start();
  const gateway = await serveWard(ward);
  return {
    address: gateway.address,
    sent: () =>
      (ward.describe().ward?.beds ?? []).flatMap((bed) =>
        bed.channels.map(({ channelId }) => sent.get(channelId) ?? new IndexRuns()),
      ),
    silence: () => ward.stop(),
    close: async () => {
      stopCounting();
      ward.stop();
      await gateway.stop();
    },
  };
}
