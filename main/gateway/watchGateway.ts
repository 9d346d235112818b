import {
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  interval,
  merge,
  Observable,
  retry,
  Subject,
  type Subscriber,
  switchMap,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import type { ChannelGap } from '#domain/signals/coverage.ts';
import {
  addClockReading,
  type ClockEstimate,
  clockDrift,
  clockEstimate,
  noClockOffset,
} from '#domain/time/clockOffset.ts';
import type { GatewayView, LinkState } from '#domain/ward/link.ts';
import type { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import type { GatewayConfig } from '#main/config.ts';
import type { Host } from '#main/hosts/host.ts';
import type { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { DescribeResponse, Opening, SubscribeResponse } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { Backfill } from './backfill.ts';
import { boundedId, boundedName } from './boundedTexts.ts';
import { WardDecoder } from './decode.ts';
import { type Arrived, Intake, type IntakeLimits, intakeLimits } from './intake.ts';
import { LinkError, oneLine } from './linkError.ts';
import { type LinkTiming, linkTiming, retryDelayMs } from './linkTiming.ts';
import { fineMs } from './nanoseconds.ts';
import { QuietLog } from './quietLog.ts';
import { Standing } from './standing.ts';
import { StreamPosition } from './streamPosition.ts';
import { type Gate, WardClient } from './wardClient.ts';

const CONTRACT_MAJOR = 1;

/** One link, and what it shares with the others of its station. */
export interface LinkOptions {
  readonly host: Host;
  readonly config: GatewayConfig;
  readonly stationId: string;
  /** Gives station-wide channel and numeric ids, each once. */
  readonly nextId: () => number;
  /** Reserves the id a gateway announces for this link; false: another link has it. */
  readonly claim: (announcedId: string) => boolean;
  /** Shared with whoever counts further down the path. */
  readonly tally: Tally;
  /** Since when what happened at the gateway is not known, station's clock; null or none: from its first opening on. */
  readonly unwatchedSinceMs?: number | null;
  readonly timing?: LinkTiming;
  readonly intake?: IntakeLimits;
}

/**
 * Keeps the link to one gateway: connects, subscribes, decodes, notices when it dies, and begins again where it stopped.
 * Emits for ever and never fails; unsubscribing ends the link. Begins with the view of a gateway that is `connecting`.
 *
 * After the first loss the link stays `lost`, with its reason and the moment it was lost, until it is live again.
 */
export function watchGateway(options: LinkOptions): Observable<WardEvent> {
  return new Observable((subscriber) => new Link(options, subscriber).run());
}

class Link {
  readonly #host: Host;
  readonly #config: GatewayConfig;
  readonly #options: LinkOptions;
  readonly #timing: LinkTiming;
  readonly #tally: Tally;
  readonly #log: QuietLog;
  readonly #position: StreamPosition;
  readonly #decoder: WardDecoder;
  readonly #backfill: Backfill;
  readonly #intake: Intake;
  readonly #standing: Standing;
  /** When the frame taken in last was sent, and since when what happened is missing: gateway's clock, in nanoseconds. */
  #sentNs: bigint | null = null;
  #missingFromNs: bigint | null = null;
  /** The gateway's clock when it was asked, at the earliest, since this connection began; null: not asked yet. Frames sent later are no replay. */
  #presentNs: bigint | null = null;
  #isBehind = false;
  readonly #out: Subscriber<WardEvent>;
  #link: LinkState;
  readonly #clockStep = new Subject<void>();
  readonly #opened = new Subject<void>();
  #clock = noClockOffset;
  #estimate: ClockEstimate | null = null;
  #gateway: { readonly gatewayId: string; readonly simulated: boolean } | null = null;
  #wardName = '';
  #attempt = 1;
  /** Whoever reads in the log that the link was lost must also read that it is back. */
  #owesLive = true;
  #reported = '';

  constructor(options: LinkOptions, out: Subscriber<WardEvent>) {
    const { host, config, tally } = options;
    this.#options = options;
    this.#host = host;
    this.#config = config;
    this.#tally = tally;
    this.#timing = options.timing ?? linkTiming;
    this.#log = new QuietLog(host);
    this.#position = new StreamPosition(config.address, tally);
    this.#decoder = new WardDecoder({
      gatewayId: config.address,
      nextId: options.nextId,
      tally,
      say: (key, line) => this.#log.say('warn', key, `${config.address}: ${line}`),
      onClockStep: () => this.#clockStep.next(),
    });
    this.#out = out;
    this.#standing = new Standing(config.address);
    this.#intake = new Intake(options.intake ?? intakeLimits, () => host.clock.monotonicMs());
    this.#backfill = new Backfill({
      gatewayId: config.address,
      decoder: this.#decoder,
      tally,
      timing: this.#timing,
      monotonicMs: () => host.clock.monotonicMs(),
      emit: (event) => out.next(event),
      say: (key, line) => this.#log.say('info', key, `${config.address}: ${line}`),
    });
    this.#link = { state: 'connecting', sinceMs: host.clock.nowMs(), attempt: 1 };
  }

  run(): () => void {
    this.#report();
    const link = defer(() => this.#connect()).pipe(retry({ delay: (error) => timer(this.#lost(error)) }));
    const running = merge(link, interval(this.#timing.reportMs).pipe(tap(() => this.#report()))).subscribe();
    return () => running.unsubscribe();
  }

  /** One attempt: fails with the reason, or lasts. */
  #connect(): Observable<unknown> {
    return new Observable((subscriber) => {
      const client = new WardClient(this.#config, this.#options.stationId);
      this.#presentNs = null;
      subscriber.add(() => client.close());
      subscriber.add(
        this.#describe(client)
          .pipe(switchMap(() => merge(this.#stream(client), this.#askClock(client), this.#fetchPast(client))))
          .subscribe(subscriber),
      );
    });
  }

  #describe(client: WardClient): Observable<DescribeResponse> {
    return defer(() => {
      const askedMs = this.#host.clock.nowMs();
      return client.describe().pipe(
        timeout({ first: this.#timing.connectMs, with: () => throwError(() => noAnswer(this.#config.address)) }),
        tap((gateway) => {
          const answeredMs = this.#host.clock.nowMs();
          this.#clock = addClockReading(this.#clock, { askedMs, answeredMs, clockMs: fineMs(gateway.clockNs) });
          this.#estimate = clockEstimate(this.#clock, answeredMs);
          this.#checkIdentity(gateway);
          // The earliest: whoever sets the clock back must not keep us waiting.
          const { clockNs, gatewayId, simulated } = gateway;
          this.#presentNs = this.#presentNs === null || clockNs < this.#presentNs ? clockNs : this.#presentNs;
          this.#wardName = boundedName(gateway.ward?.displayName ?? '', this.#textTooLong);
          this.#gateway = { gatewayId: boundedId(gatewayId, this.#textTooLong), simulated };
        }),
      );
    });
  }

  #checkIdentity(gateway: DescribeResponse): void {
    const { address } = this.#config;
    if (gateway.contractMajor !== CONTRACT_MAJOR) {
      throw new LinkError(
        'version',
        `${address}: speaks version ${gateway.contractMajor} of the contract, this station version ${CONTRACT_MAJOR}. Update the older of the two.`,
      );
    }
    if (gateway.gatewayId === '') {
      throw new LinkError('protocol', `${address}: announces no gateway id. Give the gateway one.`, { slow: true });
    }
    if (!this.#options.claim(boundedId(gateway.gatewayId, this.#textTooLong))) {
      throw new LinkError(
        'protocol',
        `${address}: announces the id "${oneLine(gateway.gatewayId, 40)}", which another configured gateway has. ` +
          'Remove one of the two from the configuration, or give the gateways different ids.',
        { slow: true },
      );
    }
  }

  #stream(client: WardClient): Observable<SubscribeResponse> {
    const silent = () =>
      new LinkError(
        'silent',
        `${this.#config.address}: sent nothing for ${this.#timing.silentMs} ms. Check that the gateway is not hung.`,
      );
    let isOpen = false;
    return client.subscribe(this.#position.resume(), this.#gate).pipe(
      timeout({ each: this.#timing.silentMs, with: () => throwError(silent) }),
      tap((response) => {
        this.#take(response, isOpen);
        isOpen = true;
      }),
    );
  }

  /**
   * Asked again at once, since the first answer's round trip includes the connecting, and when the clock was set. A
   * missing answer is no failure: frames tell that.
   */
  #askClock(client: WardClient): Observable<unknown> {
    return merge(timer(0, this.#timing.clockMs), this.#clockStep).pipe(
      exhaustMap(() =>
        this.#describe(client).pipe(
          catchError((error: unknown) => {
            if (error instanceof LinkError && error.code !== 'version' && error.code !== 'protocol') return EMPTY;
            throw error;
          }),
        ),
      ),
    );
  }

  /** Begins with the stream, and ends with it. */
  #fetchPast(client: WardClient): Observable<unknown> {
    return this.#opened.pipe(switchMap(() => this.#backfill.run((request) => client.backfill(request, this.#gate))));
  }

  readonly #gate: Gate = {
    waitMs: (arrived) => this.#hold(arrived),
    worked: (ms) => this.#intake.worked(ms),
  };

  #hold(arrived: Arrived): number {
    const waitMs = this.#intake.waitMs(arrived);
    if (waitMs > 0) {
      this.#tally.add('messagesHeldUp');
      this.#log.say(
        'warn',
        'flood',
        `${this.#config.address}: sends more than any ward does and is read no faster than one; nothing is dropped, but what ` +
          "it sends comes late. See the gateway's log.",
      );
    }
    return waitMs;
  }

  #take({ event }: SubscribeResponse, isOpen: boolean): void {
    if ((event?.$case === 'opening') === isOpen) {
      throw new LinkError(
        'protocol',
        `${this.#config.address}: ${isOpen ? 'opens the stream twice' : 'began the stream without an opening'}.`,
      );
    }
    switch (event?.$case) {
      case 'opening':
        this.#open(event.value);
        break;
      case 'frame':
        this.#frame(event.value);
        break;
      case 'heartbeat':
        this.#decoder.heartbeat(event.value.sentNs);
        // Sent when there is nothing else to send.
        this.#catchUp();
        this.#attempt = 1;
        break;
      default:
        this.#tally.add('unknownContent');
    }
  }

  #open(opening: Opening): void {
    this.#standing.opens(opening.alarms);
    const skips = this.#position.opened(opening);
    const opened = this.#decoder.opening(opening, this.#gatewayNowMs());
    if (opened.type === 'opened') this.#standing.opened(opened.alarms);
    this.#out.next(opened);
    // Of an epoch that is new here, what happened is asked for as far back as it goes.
    if (!this.#backfill.opened(opening.epoch)) this.#missingFromNs ??= this.#sentNs ?? this.#unwatchedSinceNs();
    if (skips) this.#missed();
    this.#live(opening.epoch);
    this.#isBehind = true;
    this.#opened.next();
  }

  #catchUp(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#out.next({ type: 'caughtUp', gatewayId: this.#config.address });
  }

  #frame(frame: Frame): void {
    const skips = this.#position.skipsBefore(frame.sequence);
    if (!this.#position.isNew(frame.sequence)) return;
    if (skips) this.#missed();
    const missing: ChannelGap[] = [];
    for (const out of this.#decoder.frame(frame)) {
      if (out.type === 'alarms') this.#standing.told(out.reports);
      this.#out.next(out);
      if (out.type === 'gaps') missing.push(...out.gaps.filter(({ state }) => state !== 'refused'));
    }
    this.#position.took(frame.sequence);
    this.#attempt = 1;
    this.#backfill.want(missing);
    if (this.#missingFromNs !== null) this.#backfill.wantSpan(this.#missingFromNs, frame.sentNs);
    this.#missingFromNs = null;
    this.#sentNs = frame.sentNs;
    if (this.#presentNs !== null && frame.sentNs >= this.#presentNs) this.#catchUp();
  }

  /** Frames are missing before what comes next. */
  #missed(): void {
    this.#decoder.holes.expect('linkLost');
    this.#missingFromNs ??= this.#sentNs;
  }

  #live(epoch: string): void {
    this.#link = {
      state: 'live',
      sinceMs: this.#host.clock.nowMs(),
      epoch: boundedId(epoch, this.#textTooLong),
    };
    if (this.#owesLive) this.#host.log('info', `${this.#config.address}: live`);
    this.#owesLive = false;
    this.#report();
  }

  /** Takes note of a failed attempt or a broken link; says how long to wait. */
  #lost(error: unknown): number {
    const known =
      error instanceof LinkError
        ? error
        : new LinkError(
            'protocol',
            `${this.#config.address}: what it sent could not be taken in (${oneLine(String(error))}).`,
            { cause: error },
          );
    if (this.#position.lost(known.code)) this.#decoder.holes.expect('refused');
    this.#tally.add(this.#link.state === 'live' ? 'linkLosses' : 'failedAttempts');
    const nowMs = this.#host.clock.nowMs();
    const delayMs = known.slow
      ? this.#timing.slowRetryMs
      : retryDelayMs(this.#timing, this.#attempt, this.#host.random());
    this.#attempt++;
    this.#link = {
      state: 'lost',
      sinceMs: this.#link.state === 'lost' ? this.#link.sinceMs : nowMs,
      code: known.code,
      detail: known.message,
      retryAtMs: nowMs + delayMs,
    };
    if (this.#log.say('warn', `lost ${known.code}`, known.message)) this.#owesLive = true;
    this.#report();
    return delayMs;
  }

  readonly #textTooLong = (): void => this.#tally.add('textsTooLong');

  #gatewayNowMs(): number {
    return this.#host.clock.nowMs() + (this.#estimate?.offsetMs ?? 0);
  }

  /** The gateway's clock when this station began not to know what happens there. */
  #unwatchedSinceNs(): bigint | null {
    const { unwatchedSinceMs = null } = this.#options;
    if (unwatchedSinceMs === null) return null;
    return BigInt(Math.floor(this.#gatewayNowMs() - this.#host.clock.nowMs() + unwatchedSinceMs)) * 1_000_000n;
  }

  /** Tells the present view, unless it has been told. */
  #report(): void {
    const clock = this.#estimate;
    const drift = clockDrift(this.#clock);
    const ward = this.#wardName;
    const gateway: GatewayView = {
      gatewayId: this.#config.address,
      displayName: this.#config.displayName ?? (ward || this.#gateway?.gatewayId || this.#config.address),
      wardName: ward,
      link: this.#link,
      clockOffsetMs: clock && tenths(clock.offsetMs),
      clockUncertaintyMs: clock && tenths(clock.uncertaintyMs),
      clockDriftPpm: drift && tenths(drift.ppm),
      clockDriftUncertaintyPpm: drift && tenths(drift.uncertaintyPpm),
      simulated: this.#gateway?.simulated ?? false,
      counts: this.#tally.toRecord(),
    };
    const text = JSON.stringify(gateway);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#out.next({ type: 'gateway', gateway });
  }
}

function noAnswer(address: string): LinkError {
  return new LinkError(
    'unreachable',
    `${address}: no answer in time. Check that the gateway runs and the network reaches it.`,
  );
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
