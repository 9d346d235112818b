import { describe, expect, test } from 'vitest';
import { physicalValue } from '#domain/signals/channel.ts';
import { Playout } from '#domain/signals/playout.ts';
import { LaneScaler } from '#renderer/waveforms/engine/laneScaler.ts';
import { Lane, Trace } from '#renderer/waveforms/engine/trace.ts';
import { block, channel, resp } from '#tests/renderer/waveforms/support/syntheticWard.ts';

const BATCH_MS = 100;

/** How long, of 30 s from its first sample on, a signal stood outside of its lane, in milliseconds. */
function outsideMs(breathsPerMinute: number): number {
  const of = channel(1, 0, { code: 'MDC_IMPED_TTHOR', rateHz: 125 });
  const lane = new Lane('g/1', 'resp', { gatewayId: 'g', offsetMs: 0, playout: new Playout(), penMs: null });
  const trace = new Trace(of, 0);
  lane.traces.push(trace);
  const scaler = new LaneScaler(lane, { kind: 'auto' }, 20);
  let outside = 0;
  for (let nowMs = BATCH_MS; nowMs <= 30_000; nowMs += BATCH_MS) {
    const until = (nowMs * of.rateHz) / 1_000;
    const from = Math.floor(until - (BATCH_MS * of.rateHz) / 1_000);
    const { firstIndex, samples } = block(of, from, Math.floor(until), resp(breathsPerMinute));
    trace.put(firstIndex, samples);
    if (scaler.isDue(nowMs)) scaler.look(nowMs);
    const { low = 0, high = 0 } = scaler.scale ?? {};
    const value = physicalValue(of, samples.at(-1) ?? Number.NaN);
    if (value < low || value > high) outside += BATCH_MS;
  }
  return outside;
}

describe('the scale of a lane that has just begun', () => {
  test.each([6, 12, 20, 40])(
    'follows the signal, so that %i breaths a minute are no flat line along the edge of the lane',
    (breathsPerMinute) => {
      expect(outsideMs(breathsPerMinute)).toBeLessThan(1_000);
    },
  );
});
