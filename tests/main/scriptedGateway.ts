import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import type { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { Ward } from '#proto/gen/vigil/ward/v1/ward.ts';
import {
  type DescribeResponse,
  type Opening,
  ResumeOutcome,
  type ResumePoint,
  SubscribeResponse,
  WardServiceService,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';

/** What goes out on a stream: a message as the contract has it, or bytes that may be anything. */
export type Scripted = SubscribeResponse | Buffer;

export interface ScriptedGateway {
  readonly address: string;
  /** The resume point of each Subscribe so far. */
  readonly asked: readonly (ResumePoint | undefined)[];
  stop(): void;
}

/** What a gateway says that a test plays. */
export interface Script {
  readonly describe?: Partial<DescribeResponse>;
  /** Plays one stream; called for each Subscribe. `end` ends it without an error. */
  readonly subscribe?: (resume: ResumePoint | undefined, send: (message: Scripted) => void, end: () => void) => void;
}

/** A gateway that says what a test tells it, also what no gateway should. */
export async function serveScript(
  script: Script,
  credentials = ServerCredentials.createInsecure(),
): Promise<ScriptedGateway> {
  const server = new Server();
  const asked: (ResumePoint | undefined)[] = [];
  const streams = new Set<ServerWritableStream<{ resume: ResumePoint | undefined }, Scripted>>();
  const subscribe = {
    ...WardServiceService.subscribe,
    responseSerialize: (value: Scripted) =>
      Buffer.isBuffer(value) ? value : Buffer.from(SubscribeResponse.encode(value).finish()),
    responseDeserialize: (bytes: Buffer): Scripted => bytes,
  };
  server.addService(
    { describe: WardServiceService.describe, subscribe },
    {
      describe: (_call: unknown, answer: (error: null, response: DescribeResponse) => void) =>
        answer(null, { ...description(), ...script.describe }),
      subscribe: (call: ServerWritableStream<{ resume: ResumePoint | undefined }, Scripted>) => {
        streams.add(call);
        const { resume } = call.request;
        asked.push(resume);
        script.subscribe?.(
          resume,
          (message) => void call.write(message),
          () => call.end(),
        );
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  return {
    address: `127.0.0.1:${port}`,
    asked,
    stop: () => {
      for (const call of streams) call.destroy();
      server.forceShutdown();
    },
  };
}

/** One bed, one 250 Hz channel with the id 1, whose sample 0 was taken now. */
export const ward: Ward = {
  wardId: 'w',
  displayName: 'Scripted ward',
  beds: [
    {
      bedId: 'b1',
      displayName: 'b1',
      patient: undefined,
      devices: [],
      channels: [
        {
          channelId: 1,
          code: '',
          label: 'ramp',
          unit: 'mV',
          rateHz: 250,
          scalePerLsb: 1,
          offset: 0,
          rawMinimum: -1000,
          rawMaximum: 1000,
          originNs: nowNs(),
          deviceId: '',
        },
      ],
      numerics: [],
    },
  ],
};

export function description(): DescribeResponse {
  return {
    contractMajor: 1,
    contractMinor: 0,
    gatewayId: 'scripted',
    software: '',
    epoch: 'e1',
    clockNs: nowNs(),
    replayDepthMs: 0,
    ward,
    simulated: true,
  };
}

export function opening(firstSequence: number, odd: Partial<Opening> = {}): SubscribeResponse {
  return {
    event: {
      $case: 'opening',
      value: {
        epoch: 'e1',
        firstSequence: BigInt(firstSequence),
        outcome: ResumeOutcome.RESUME_OUTCOME_UNSPECIFIED,
        ward,
        channelStates: [],
        alarms: [],
        observations: [],
        ...odd,
      },
    },
  };
}

/** Frame n carries sample n of channel 1. */
export function frame(sequence: number, odd: Partial<Frame> = {}): SubscribeResponse {
  return {
    event: {
      $case: 'frame',
      value: {
        sequence: BigInt(sequence),
        sentNs: nowNs(),
        waveforms: [{ channelId: 1, firstIndex: BigInt(sequence), samples: [sequence] }],
        observations: [],
        alarms: [],
        bedChanges: [],
        channelStates: [],
        marks: [],
        ...odd,
      },
    },
  };
}

export function heartbeat(): SubscribeResponse {
  return { event: { $case: 'heartbeat', value: { sentNs: nowNs(), lastSequence: 0n } } };
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
