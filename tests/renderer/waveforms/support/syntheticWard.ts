import { BehaviorSubject, Subject } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { LinkStatus, StationLink, TickBytes } from '#renderer/intake/stationLink.ts';

/** What the station says of a gateway `g` that lives. */
export function liveGateway(clockOffsetMs = 0): Extract<StationMessage, { type: 'gateway' }> {
  return {
    type: 'gateway',
    gateway: {
      gatewayId: 'g',
      displayName: 'G',
      wardName: 'Ward',
      link: { state: 'live', sinceMs: 0, epoch: 'e' },
      clockOffsetMs,
      clockUncertaintyMs: 1,
      clockDriftPpm: null,
      clockDriftUncertaintyPpm: null,
      simulated: true,
      counts: {},
    },
  };
}

/** A clock that tests move. */
export class HandClock implements Clock {
  constructor(public now: number) {}
  nowMs(): number {
    return this.now;
  }
  monotonicMs(): number {
    return this.now;
  }
}

/** A link without a station: tests say what comes. */
export class FakeLink implements StationLink {
  readonly messages = new Subject<StationMessage>();
  readonly ticks = new Subject<TickBytes>();
  readonly status = new BehaviorSubject<LinkStatus>({ state: 'connecting', sinceMs: 0, reason: '' });
  /** What the window said of ticks, and asked for, in order. */
  readonly taken: number[] = [];
  readonly brokenFor: string[] = [];
  readonly askedFor: (readonly [bedKey: string, recentMs: number])[] = [];
  #tick = 0;

  took(tick: number): void {
    this.taken.push(tick);
  }

  broken(reason: string): void {
    this.brokenFor.push(reason);
  }

  tell(): boolean {
    return true;
  }

  askRecent(bedKey: string, recentMs: number): void {
    this.askedFor.push([bedKey, recentMs]);
  }

  open(sinceMs: number): void {
    this.status.next({ state: 'open', sinceMs, reason: '' });
  }

  beds(beds: readonly Bed[], clockOffsetMs = 0): void {
    this.messages.next(liveGateway(clockOffsetMs));
    this.messages.next({ type: 'beds', gatewayId: 'g', beds });
  }

  send(...blocks: Block[]): void {
    const tick = ++this.#tick;
    this.ticks.next({ tick, bytes: encodeWaveTick({ tick, blocks }) });
  }

  close(): void {
    this.messages.complete();
    this.ticks.complete();
    this.status.complete();
  }
}

/** Value at a time in seconds, in the channel's unit. */
export type Signal = (seconds: number) => number;

const bump = (phase: number, at: number, width: number, height: number): number =>
  height * Math.exp(-(((phase - at) / width) ** 2));

/** A sinus rhythm, drawn from bumps; in millivolts, on a baseline that is not zero. */
export const ecg =
  (rate: number, shift = 0): Signal =>
  (seconds) => {
    const phase = (((seconds * rate) / 60 + shift) % 1) * (60 / rate);
    return (
      0.25 +
      bump(phase, 0.1, 0.025, 0.12) +
      bump(phase, 0.215, 0.01, -0.12) +
      bump(phase, 0.24, 0.012, 1.15) +
      bump(phase, 0.265, 0.012, -0.28) +
      bump(phase, 0.46, 0.05, 0.26) +
      0.02 * Math.sin(seconds * 41) * Math.sin(seconds * 97)
    );
  };

/** A pulse of the oximeter, from 500 to 900 or so. */
export const pleth =
  (rate: number): Signal =>
  (seconds) => {
    const phase = ((seconds * rate) / 60) % 1;
    return 500 + 400 * (bump(phase, 0.28, 0.14, 1) + bump(phase, 0.58, 0.13, 0.38));
  };

/** Breathing, between -0.54 and 0.54. */
export const resp =
  (rate: number): Signal =>
  (seconds) =>
    0.5 * Math.sin((seconds * rate * Math.PI) / 30) + 0.04 * Math.sin(seconds * 7);

/** An arterial pressure of about 122 over 74 mmHg. */
export const abp =
  (rate: number): Signal =>
  (seconds) => {
    const phase = ((seconds * rate) / 60) % 1;
    return 74 + 48 * bump(phase, 0.25, 0.12, 1) + 20 * bump(phase, 0.52, 0.14, 1);
  };

/** A channel whose index 0 is at `originMs`. */
export function channel(channelId: number, originMs: number, more: Partial<Channel> = {}): Channel {
  return {
    channelId,
    code: 'MDC_ECG_ELEC_POTL_II',
    label: 'II',
    unit: 'mV',
    rateHz: 250,
    scalePerLsb: 0.001,
    offset: 0,
    rawMinimum: -32768,
    rawMaximum: 32767,
    originMs,
    ...more,
  };
}

export function bed(bedKey: string, channels: readonly Channel[]): Bed {
  return { bedKey, displayName: bedKey, patient: null, channels, numerics: [] };
}

/** Samples [from, until) of a signal. */
export function block(of: Channel, from: number, until: number, signal: Signal): Block {
  const samples = new Int32Array(until - from);
  for (let k = 0; k < samples.length; k++) {
    samples[k] = Math.round((signal((from + k) / of.rateHz) - of.offset) / of.scalePerLsb);
  }
  return { channelId: of.channelId, firstIndex: from, samples };
}
