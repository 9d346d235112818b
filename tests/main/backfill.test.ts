import { describe, expect, it, onTestFinished } from 'vitest';
import { stateAt } from '#domain/signals/coverage.ts';
import { rampSample, rampSource } from '#fixtures/gateway/ramp.ts';
import { type GatewayServer, type ServeOptions, serveWard } from '#fixtures/gateway/server.ts';
import { Ward, type WardOptions } from '#fixtures/gateway/ward.ts';
import { AlarmPresence } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { dataFolder } from '#tests/main/alarms/journal.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { until } from '#tests/support/until.ts';
import { type RunningStation, runStation } from './runningStation.ts';
import type { WindowProbe } from './windowProbe.ts';

const OUTAGE_MS = 1500;
const quick = { firstRetryMs: 20, longestRetryMs: 40, backfillPauseMs: 5 };

/** A ward that can resume a fifth of a second, one station on it, and one window. */
class Story {
  readonly ward: Ward;
  readonly station: RunningStation;
  readonly window: WindowProbe;
  #server: GatewayServer;
  readonly #serve: ServeOptions;

  private constructor(ward: Ward, server: GatewayServer, serve: ServeOptions) {
    this.ward = ward;
    this.#server = server;
    this.#serve = serve;
    onTestFinished(async () => {
      ward.stop();
      await this.#server.stop();
    });
    this.station = runStation([server.address], quick);
    this.window = this.station.attach().open(60_000);
  }

  /** `aheadMs`: for so long the ward goes on before there is a station. */
  static async begin(options: Partial<WardOptions> = {}, serve: ServeOptions = {}, aheadMs = 0): Promise<Story> {
    const sources = [rampSource({ channels: 2 })];
    const ward = new Ward({ gatewayId: 'g1', displayName: 'ICU', sources, replayDepthMs: 200, ...options });
    ward.start();
    await new Promise((resolve) => setTimeout(resolve, aheadMs));
    const story = new Story(ward, await serveWard(ward, { backfillShare: 20, ...serve }), serve);
    await until('samples come', () => story.newest > 100);
    return story;
  }

  /** The gateway is gone for so long; the ward goes on. */
  async outage(ms = OUTAGE_MS): Promise<void> {
    const { port } = this.#server;
    await this.#server.stop();
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#server = await serveWard(this.ward, { backfillShare: 20, ...this.#serve, port });
    const before = this.newest;
    await until('it is live again', () => this.newest > before + 50);
  }

  /** Another ward is behind the same address, as after a restart that lost everything. */
  async replaceBy(ward: Ward): Promise<void> {
    const { port } = this.#server;
    await this.#server.stop();
    this.#server = await serveWard(ward, { port });
    const known = this.window.samples.size;
    await until('it is live again', () => this.window.samples.size > known);
  }

  get newest(): number {
    return this.window.channel(1).at(-1)?.[0] ?? 0;
  }

  /** What the window was told last of a channel. */
  coverage(channelId = 1) {
    const told = this.window.all('coverage').flatMap(({ channels }) => channels);
    return told.findLast((known) => known.channelId === channelId) ?? { from: 0, until: 0, gaps: [] };
  }

  states(): string[] {
    return this.coverage().gaps.map(({ state }) => state);
  }

  /** Indices that are missing between the first and the last sample of a channel. */
  missing(channelId = 1): number {
    const samples = this.window.channel(channelId);
    return (samples.at(-1)?.[0] ?? 0) - (samples[0]?.[0] ?? 0) + 1 - samples.length;
  }
}

describe('an outage longer than the gateway can resume', () => {
  it('costs no sample: what is missing is fetched while live goes on, each once and as it was', async () => {
    const story = await Story.begin();
    await story.outage();
    await until('nothing is missing', () => story.missing(1) === 0 && story.missing(2) === 0);
    expect(story.window.duplicated).toBe(0);
    expect(story.window.channel(1).every(([index, raw]) => raw === rampSample(index))).toBe(true);
    await until('windows know', () => story.window.all('coverage').length > 0 && story.states().length === 0);
    expect(story.station.view([...story.window.gateways.keys()][0] ?? '').counts).not.toHaveProperty(
      'duplicateSamples',
    );
  });

  it('is a gap with its reason where the gateway keeps no past', async () => {
    const story = await Story.begin({ pastDepthMs: 0 });
    await story.outage();
    await until('windows know', () => story.states().includes('beyondBuffer'));
    const [gap] = story.coverage().gaps;
    expect((gap?.until ?? 0) - (gap?.from ?? 0)).toBe(story.missing());
    expect(stateAt(story.coverage(), gap?.from ?? 0)).toBe('beyondBuffer');
    expect(story.station.lines.filter((line) => line.includes('keeps no past'))).toHaveLength(1);
  });

  it('is a gap where the gateway no longer has it, and no more than that', async () => {
    const story = await Story.begin({ pastDepthMs: 700 });
    await story.outage();
    await until('windows know', () => story.states().join() === 'unavailable');
    expect(story.missing()).toBeGreaterThan(50);
    expect(story.missing()).toBeLessThan(350);
  });

  it('is filled also when the link breaks again before it is', async () => {
    const story = await Story.begin({}, { backfillShare: 1 });
    await story.outage();
    await story.outage(500);
    await until('nothing is missing', () => story.missing(1) === 0 && story.missing(2) === 0, 8000);
    expect(story.window.duplicated).toBe(0);
  });

  it('brings the high alarm that came and went, latched', async () => {
    const story = await Story.begin();
    const told = story.outage();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const began = bedsideAlarm('a');
    story.ward.emit({ alarms: [began] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { onsetNs } = began;
    const over = bedsideAlarm('a', { onsetNs, presence: AlarmPresence.ALARM_PRESENCE_OFF });
    story.ward.emit({ alarms: [over] });
    await told;
    const asystole = () => [...story.window.members.values()].find(({ alarm }) => alarm.report.label === 'Asystole');
    await until('it is told', () => asystole() !== undefined);
    expect(asystole()?.alarm).toMatchObject({ presence: 'latched', bedside: 'off' });
  });
});

describe('what was before a station’s start', () => {
  it('is fetched as far as the gateway has it: windows hold the minutes of before, each sample once and as it was', async () => {
    const story = await Story.begin({}, {}, OUTAGE_MS);
    await until('all is here', () => story.window.channel(2)[0]?.[0] === 0 && story.missing(2) === 0);
    await until('all is here', () => story.window.channel(1)[0]?.[0] === 0 && story.missing(1) === 0);
    expect(story.newest).toBeGreaterThan(OUTAGE_MS / 4);
    expect(story.window.duplicated).toBe(0);
    expect(story.window.channel(1).every(([index, raw]) => raw === rampSample(index))).toBe(true);
    await until('windows know', () => story.coverage().from === 0 && story.states().length === 0);
  });

  it('is a gap with its reason where the gateway keeps no past, or less of it', async () => {
    const nothing = await Story.begin({ pastDepthMs: 0 }, {}, OUTAGE_MS);
    await until('windows know', () => nothing.states().join() === 'beforeStart');
    expect(nothing.coverage().gaps[0]).toMatchObject({ from: 0, until: nothing.window.channel(1)[0]?.[0] });
    const little = await Story.begin({ pastDepthMs: 700 }, {}, OUTAGE_MS);
    await until('windows know', () => little.states().join() === 'beforeStart');
    expect(little.coverage().gaps[0]?.until).toBe(little.window.channel(1)[0]?.[0]);
    expect(little.coverage().gaps[0]?.until).toBeLessThan(OUTAGE_MS / 4);
  });

  it('latches the high alarm that came and went while no station ran, and brings back none that was answered before', async () => {
    const folder = dataFolder();
    const ward = new Ward({ gatewayId: 'g1', displayName: 'ICU', sources: [rampSource()], replayDepthMs: 200 });
    const server = await serveWard(ward, { backfillShare: 20 });
    onTestFinished(async () => {
      ward.stop();
      await server.stop();
    });
    ward.start();
    const told = (window: WindowProbe, alarmId: string) =>
      [...window.members.values()].find(({ alarm }) => alarm.report.alarmKey.endsWith(`/${alarmId}`))?.alarm;
    const comes = (alarmId: string) => {
      const began = bedsideAlarm(alarmId);
      ward.emit({ alarms: [began] });
      return () =>
        ward.emit({
          alarms: [bedsideAlarm(alarmId, { onsetNs: began.onsetNs, presence: AlarmPresence.ALARM_PRESENCE_OFF })],
        });
    };
    const first = runStation([server.address], quick, { dataFolder: folder });
    const before = first.attach().open(60_000);
    await until('it is live', () => before.channel(1).length > 0);
    const goes = comes('answered');
    await until('it is told', () => told(before, 'answered') !== undefined);
    const alarmId = told(before, 'answered')?.id ?? '';
    before.send({
      type: 'decide',
      decisions: [{ commandId: 'c1', alarmId, actorId: 'nurse', issuedMs: Date.now(), action: 'acknowledge' }],
    });
    await until('it is answered', () => told(before, 'answered')?.acknowledged != null);
    goes();
    await until('it is over', () => told(before, 'answered')?.presence === 'off');
    await first.station.close();

    comes('unseen')();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = runStation([server.address], quick, { dataFolder: folder });
    const window = second.attach().open(60_000);
    await until('it is told', () => told(window, 'unseen') !== undefined);
    expect(told(window, 'unseen')).toMatchObject({ presence: 'latched', bedside: 'off' });
    expect(told(window, 'answered')).toMatchObject({ presence: 'off', bedside: 'off' });
  });
});

describe('a gateway that restarted', () => {
  it('is asked for what it has, and what was before it is said to be no continuation', async () => {
    const story = await Story.begin();
    const next = new Ward({ gatewayId: 'g1', displayName: 'ICU', sources: [rampSource({ channels: 2 })] });
    onTestFinished(() => next.stop());
    next.start();
    await story.replaceBy(next);
    const [beds] = story.window.beds.values();
    const channelId = beds?.[0]?.channels[0]?.channelId ?? -1;
    expect(channelId).toBeGreaterThan(2);
    await until('windows know', () => story.coverage(channelId).gaps.length > 0);
    expect(story.coverage(channelId).gaps.map(({ state }) => state)).toEqual(['restarted']);
    expect(story.window.channel(channelId).every(([index, raw]) => raw === rampSample(index))).toBe(true);
  });
});
