import { BehaviorSubject, Subject } from 'rxjs';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { GatewayView, LinkState } from '#domain/ward/link.ts';
import type { Bed, Numeric } from '#domain/ward/ward.ts';
import type { LinkStatus, TickBytes } from '#renderer/intake/stationLink.ts';

/** A clock that goes only when told. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 20, 3, 0, 0);
  #monotonicMs = 50_000;
  nowMs = () => this.#nowMs;
  monotonicMs = () => this.#monotonicMs;
  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }
}

/** A station of which the test says every word. */
export class FakeStation {
  readonly messages = new Subject<StationMessage>();
  readonly ticks = new Subject<TickBytes>();
  readonly ticker = new Subject<void>();
  readonly clock = new ManualClock();
  readonly status = new BehaviorSubject<LinkStatus>({ state: 'open', sinceMs: this.clock.nowMs(), reason: '' });

  took(): void {}
  broken(): void {}
  askRecent(): void {}

  hello(notices: readonly string[] = []): void {
    this.messages.next({
      type: 'hello',
      bridgeVersion: BRIDGE_VERSION,
      stationName: 'Central 3',
      version: '0.1.0',
      notices,
      displays: [],
      staff: [],
    });
  }

  gateway(gatewayId: string, link?: LinkState, more: Partial<GatewayView> = {}): void {
    this.messages.next({
      type: 'gateway',
      gateway: {
        gatewayId,
        displayName: gatewayId,
        wardName: `Ward ${gatewayId}`,
        link: link ?? { state: 'live', sinceMs: this.clock.nowMs(), epoch: 'e1' },
        clockOffsetMs: 0,
        clockUncertaintyMs: 2,
        simulated: false,
        counts: {},
        ...more,
      },
    });
  }

  beds(gatewayId: string, beds: readonly Bed[]): void {
    this.messages.next({ type: 'beds', gatewayId, beds });
  }

  /** An observation made now. */
  observe(numeric: Numeric | undefined, value: number | null, timeMs = this.clock.nowMs()): void {
    if (numeric === undefined) throw new Error('the bed has no such numeric');
    this.messages.next({ type: 'observations', observations: [{ numericId: numeric.numericId, timeMs, value }] });
  }

  alarm(bedKey: string, priority: AlarmReport['priority'], label: string, more: Partial<AlarmReport> = {}): void {
    const nowMs = this.clock.nowMs();
    this.messages.next({
      type: 'alarms',
      reports: [
        {
          alarmKey: `${bedKey}/${label}`,
          bedKey,
          code: null,
          label,
          kind: 'physiological',
          priority,
          presence: 'on',
          onsetMs: nowMs,
          timeMs: nowMs,
          acknowledgement: null,
          ...more,
        },
      ],
    });
  }

  /** Lets time pass, beating four times a second. */
  wait(ms: number): void {
    for (let left = ms; left > 0; left -= 250) {
      this.clock.advance(Math.min(250, left));
      this.ticker.next();
    }
  }
}

let nextId = 1;

/** A bed with heart rate, saturation, cuff pressure and the waves ECG II, Pleth and Resp. */
export function fakeBed(gatewayId: string, number: number, more: Partial<Bed> = {}): Bed {
  const numeric = (code: string, unit: string, periodMs: number): Numeric => ({
    numericId: nextId++,
    code,
    label: code,
    unit,
    periodMs,
  });
  const channel = (code: string, rateHz: number) => ({
    channelId: nextId++,
    code,
    label: code,
    unit: 'mV',
    rateHz,
    scalePerLsb: 0.001,
    offset: 0,
    rawMinimum: -32768,
    rawMaximum: 32767,
    originMs: 0,
  });
  return {
    bedKey: `${gatewayId}/${number}`,
    displayName: `${gatewayId}-${String(number).padStart(2, '0')}`,
    patient: { patientId: `MRN ${number}`, displayName: 'Test Ada', ageYears: 67, sex: 'female' },
    channels: [
      channel('MDC_ECG_ELEC_POTL_II', 250),
      channel('MDC_PULS_OXIM_PLETH', 125),
      channel('MDC_IMPED_TTHOR', 62.5),
    ],
    numerics: [
      numeric('MDC_ECG_HEART_RATE', '/min', 1000),
      numeric('MDC_PULS_OXIM_SAT_O2', '%', 1000),
      numeric('MDC_PRESS_BLD_NONINV_SYS', 'mm[Hg]', 0),
      numeric('MDC_PRESS_BLD_NONINV_DIA', 'mm[Hg]', 0),
    ],
    ...more,
  };
}
