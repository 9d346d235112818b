import { appendSlice, emptyContent } from '#fixtures/gateway/frameContent.ts';
import { nsOfMs } from '#fixtures/gateway/nanoseconds.ts';
import { wireBeds } from '#fixtures/gateway/wiredBed.ts';
import type { BedSource } from '#fixtures/source.ts';
import {
  type DescribeResponse,
  type Opening,
  ResumeOutcome,
  SubscribeResponse,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';

/** What a frame covers, as at a real gateway. */
export const FRAME_MS = 100;

/** The stream of one gateway, made beforehand, so that to send it takes no more than sending. */
export interface RecordedWard {
  readonly describe: Partial<DescribeResponse>;
  readonly opening: Opening;
  /** In their order, as they go out; `end`: index after the last sample of the first bed's first channel. */
  readonly frames: readonly { readonly bytes: Buffer; readonly end: number }[];
}

/**
 * The last `seconds` of a ward until now, frame for frame what a gateway would have sent at its time. A station that is sent
 * them faster takes them for what it missed: nothing in them is out of the ordinary.
 */
export function recordWard(gatewayId: string, sources: readonly BedSource[], seconds: number): RecordedWard {
  const originMs = Date.now() - seconds * 1000;
  const epoch = `${gatewayId}-recorded`;
  const wired = wireBeds(sources, originMs);
  const ward = { wardId: gatewayId, displayName: gatewayId, beds: wired.map(({ bed }) => bed) };
  const followed = wired[0]?.channelIds[0];
  const frames: { readonly bytes: Buffer; readonly end: number }[] = [];
  let end = 0;
  for (let n = 1; n * FRAME_MS <= seconds * 1000; n++) {
    const content = emptyContent();
    for (const bed of wired) {
      appendSlice(content, bed, bed.source.read(n * FRAME_MS), { epoch, originMs, isDescribed: () => true });
    }
    const batch = content.waveforms.find(({ channelId }) => channelId === followed);
    if (batch !== undefined) end = Number(batch.firstIndex) + batch.samples.length;
    const frame = { sequence: BigInt(n), sentNs: nsOfMs(originMs + n * FRAME_MS), ...content };
    frames.push({
      bytes: Buffer.from(SubscribeResponse.encode({ event: { $case: 'frame', value: frame } }).finish()),
      end,
    });
  }
  const nothing = { channelStates: [], alarms: [], observations: [] };
  return {
    describe: { gatewayId, epoch, ward },
    opening: { epoch, firstSequence: 1n, outcome: ResumeOutcome.RESUME_OUTCOME_PRESENT, ward, ...nothing },
    frames,
  };
}
