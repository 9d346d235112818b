import {
  type ClientReadableStream,
  InterceptingCall,
  type Interceptor,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { Observable } from 'rxjs';
import type { GatewayConfig } from '#main/config.ts';
import {
  type AcknowledgeRequest,
  type AcknowledgeResponse,
  type BackfillRequest,
  type BackfillResponse,
  type DescribeResponse,
  type ResumePoint,
  type SubscribeResponse,
  WardServiceClient,
  WardServiceService,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { linkCredentials } from './credentials.ts';
import type { Arrived } from './intake.ts';
import { LinkError, linkErrorOf } from './linkError.ts';
import { backfillParts, describeParts, type Parts, refuseManyParts, subscribeParts } from './messageParts.ts';

/** A frame of 100 ms of 64 beds is some 50 kB; a ward of 256 beds is described in less than 1 MB. */
const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** Holds up what comes: nothing further is read meanwhile. */
export interface Gate {
  /** How many milliseconds what came is to wait before it is handed on. */
  waitMs(arrived: Arrived): number;
  /** Reading it and taking it in took so long. */
  worked(ms: number): void;
}

/** The calls of one connection, as Observables that cancel their call when unsubscribed and fail with a LinkError. */
export class WardClient {
  readonly #client: WardServiceClient;
  readonly #address: string;
  readonly #stationId: string;

  /** Opens nothing yet. @throws LinkError `refused` when the certificates can't be used. */
  constructor(config: GatewayConfig, stationId: string) {
    this.#address = config.address;
    this.#stationId = stationId;
    this.#client = new WardServiceClient(config.address, linkCredentials(config), {
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      // Without it a dead peer is noticed after 40 s and more. The watchdog on frames comes on top, as a hung gateway
      // still answers pings.
      'grpc.keepalive_time_ms': 2000,
      'grpc.keepalive_timeout_ms': 1000,
      'grpc.keepalive_permit_without_calls': 1,
      // A fresh connection for each attempt: a shared one keeps its own backoff, which took 8 s after a 20 s outage.
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      // Patient data goes straight to the gateway, whatever proxy this machine is told to use.
      'grpc.enable_http_proxy': 0,
      ...(config.tls?.serverName !== undefined && {
        'grpc.ssl_target_name_override': config.tls.serverName,
        'grpc.default_authority': config.tls.serverName,
      }),
    });
  }

  /** Emits the answer and completes. Has no deadline of its own: unsubscribe to give up. */
  describe(): Observable<DescribeResponse> {
    return new Observable((subscriber) => {
      const { path, requestSerialize, responseDeserialize } = WardServiceService.describe;
      const call = this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        (bytes) => {
          refuseManyParts(bytes, describeParts);
          return responseDeserialize(bytes);
        },
        { stationId: this.#stationId },
        (error: ServiceError | null, response?: DescribeResponse) => {
          if (error !== null) {
            subscriber.error(linkErrorOf(error, this.#address, 'Describe'));
            return;
          }
          if (response !== undefined) subscriber.next(response);
          subscriber.complete();
        },
      );
      return () => call.cancel();
    });
  }

  /** Emits what the gateway sends, as fast as the gate lets it; never completes: an end is the LinkError `ended`. */
  subscribe(resume: ResumePoint | undefined, gate: Gate): Observable<SubscribeResponse> {
    return new Observable((subscriber) => {
      const request = { stationId: this.#stationId, resume };
      const call = this.#stream(WardServiceService.subscribe, request, subscribeParts, gate, ({ event }) =>
        event?.$case === 'frame' || event?.$case === 'opening' ? event.value.alarms.length : 0,
      );
      call.on('data', (response: SubscribeResponse) => subscriber.next(response));
      call.on('error', (error: ServiceError) => subscriber.error(linkErrorOf(error, this.#address, 'Subscribe')));
      call.on('end', () =>
        // An error status comes as 'error', at times after 'end'.
        setImmediate(() =>
          subscriber.error(new LinkError('ended', `${this.#address}: ended the stream. See the gateway's log.`)),
        ),
      );
      return () => call.cancel();
    });
  }

  /** Emits pieces of the past and completes, or fails with the gateway's ServiceError, to be told apart by backfill.ts. */
  backfill(request: Omit<BackfillRequest, 'stationId'>, gate: Gate): Observable<BackfillResponse> {
    return new Observable((subscriber) => {
      const whole = { ...request, stationId: this.#stationId };
      const call = this.#stream(WardServiceService.backfill, whole, backfillParts, gate, ({ alarms }) => alarms.length);
      call.on('data', (response: BackfillResponse) => subscriber.next(response));
      call.on('error', (error: ServiceError) => subscriber.error(error));
      // An error status comes as 'error', at times after 'end'.
      call.on('end', () => setImmediate(() => subscriber.complete()));
      return () => call.cancel();
    });
  }

  /**
   * Brings a decision to the bedside: emits the answer and completes, or fails with the gateway's ServiceError; after
   * `deadlineMs` without an answer with DEADLINE_EXCEEDED. To be told apart by acknowledge.ts.
   */
  acknowledge(request: AcknowledgeRequest, deadlineMs: number): Observable<AcknowledgeResponse> {
    return new Observable((subscriber) => {
      const deadline = Date.now() + deadlineMs;
      const call = this.#client.acknowledge(request, new Metadata(), { deadline }, (error, response) => {
        if (error !== null) {
          subscriber.error(error);
          return;
        }
        subscriber.next(response);
        subscriber.complete();
      });
      return () => call.cancel();
    });
  }

  close(): void {
    this.#client.close();
  }

  /** A call whose messages are counted before they are read, and held up one by one. */
  #stream<Request, Response>(
    { path, requestSerialize, responseDeserialize }: MethodDefinition<Request, Response>,
    request: Request,
    parts: Parts,
    gate: Gate,
    reportsIn: (response: Response) => number,
  ): ClientReadableStream<Response> {
    const last = { bytes: 0, readMs: 0 };
    const read = (message: Buffer): Response => {
      const beganMs = performance.now();
      refuseManyParts(message, parts);
      const response = responseDeserialize(message);
      last.bytes = message.length;
      last.readMs = performance.now() - beganMs;
      return response;
    };
    // Here and not by pausing the stream, which would go on to read sixteen messages.
    const holding: Interceptor = (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start: (metadata, _listener, next) =>
          next(metadata, {
            onReceiveMessage: (message: Response, pass) => {
              const { bytes, readMs } = last;
              const handOn = (): void => {
                const beganMs = performance.now();
                pass(message);
                gate.worked(readMs + performance.now() - beganMs);
              };
              const waitMs = gate.waitMs({ bytes, reports: reportsIn(message) });
              if (waitMs === 0) handOn();
              else setTimeout(handOn, waitMs);
            },
          }),
      });
    return this.#client.makeServerStreamRequest(path, requestSerialize, read, request, { interceptors: [holding] });
  }
}
