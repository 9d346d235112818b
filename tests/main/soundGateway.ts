import { expect, onTestFinished } from 'vitest';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import type { RunningStation } from './runningStation.ts';
import type { WindowProbe } from './windowProbe.ts';

/** A gateway that does all right, beside one that does not: what a window gets of it, and how soon. */
export class SoundGateway {
  readonly address: string;
  /** From the leaving of each frame to the tick that brings it, since the last {@link forget}. */
  readonly delaysMs: number[] = [];
  readonly #sentMs = new Map<number, number>();
  #window: WindowProbe | null = null;

  private constructor(address: string, ward: Ward) {
    this.address = address;
    ward.subscribe(undefined, ({ event }) => {
      const [batch] = event?.$case === 'frame' ? event.value.waveforms : [];
      if (batch === undefined) return;
      this.#sentMs.set(Number(batch.firstIndex) + batch.samples.length - 1, performance.now());
    });
  }

  static async serve(): Promise<SoundGateway> {
    const ward = new Ward({ gatewayId: 'sound', displayName: 'Sound', sources: [rampSource({ channels: 4 })] });
    const server = await serveWard(ward);
    ward.start();
    onTestFinished(async () => {
      ward.stop();
      await server.stop();
    });
    return new SoundGateway(server.address, ward);
  }

  /** Watches what a window gets of it. */
  watch(window: WindowProbe): void {
    this.#window = window;
    window.onTick = (blocks) => {
      for (const { channelId, firstIndex, samples } of blocks) {
        const left = channelId === this.#channelId ? this.#sentMs.get(firstIndex + samples.length - 1) : undefined;
        if (left !== undefined) this.delaysMs.push(performance.now() - left);
      }
    };
  }

  forget(): void {
    this.delaysMs.length = 0;
  }

  /** Fails when its link was lost, a sample is missing or came twice, or frames came late. */
  expectUntouched(running: RunningStation): void {
    expect(running.links(this.address)).toEqual(['connecting', 'live']);
    const samples = this.#window?.channel(this.#channelId ?? -1).map(([index]) => index) ?? [];
    expect(samples.length).toBeGreaterThan(0);
    expect(samples).toEqual(samples.map((_one, k) => (samples[0] ?? 0) + k));
    expect(this.#window?.duplicated).toBe(0);
    const sorted = this.delaysMs.toSorted((one, other) => one - other);
    expect(sorted.length).toBeGreaterThan(3);
    // Alone it is some 20 ms, behind a flood without a limit seconds; this machine runs other tests too.
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(250);
  }

  get #channelId(): number | undefined {
    return this.#window?.beds.get(this.address)?.[0]?.channels[0]?.channelId;
  }
}
