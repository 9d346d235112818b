import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';

/**
 * The yardstick: the same feed, decoded the same way, and the least painting that moves every trace: each frame draws,
 * for every channel, the one column its newest sample stands in and wipes the column ahead. No scales, no gaps, no text.
 */
const TRACE_HEIGHT = 60;
const PIXELS_PER_SECOND = 94.5;

const canvas = document.createElement('canvas');
canvas.width = innerWidth;
canvas.height = innerHeight;
canvas.style.cssText = 'position:fixed;inset:0';
document.body.style.background = '#000';
document.body.append(canvas);
const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
if (context === null) throw new Error('no 2d context');

interface Trace {
  left: number;
  top: number;
  rateHz: number;
  newest: number;
  value: number;
}

const traces = new Map<number, Trace>();
const width = 300;
const perRow = Math.floor(innerWidth / width);

const socket = new WebSocket(`ws://${location.host}/bridge`);
socket.binaryType = 'arraybuffer';
const send = (message: WindowMessage): void => socket.send(JSON.stringify(message));
socket.onopen = () => send({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 });
socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
  if (typeof data === 'string') describe(JSON.parse(data) as StationMessage);
  else {
    const { tick, blocks } = decodeWaveTick(data);
    for (const { channelId, firstIndex, samples } of blocks) {
      const trace = traces.get(channelId);
      if (!trace) continue;
      trace.newest = firstIndex + samples.length;
      trace.value = samples[samples.length - 1] ?? 0;
    }
    send({ type: 'credit', tick });
  }
};

function describe(message: StationMessage): void {
  if (message.type !== 'beds') return;
  for (const { channelId, rateHz } of message.beds.flatMap((bed) => bed.channels)) {
    const place = traces.size;
    const top = Math.floor(place / perRow) * TRACE_HEIGHT;
    traces.set(channelId, { left: (place % perRow) * width, top, rateHz, newest: 0, value: 0 });
  }
}

function frame(): void {
  if (context === null) return;
  context.fillStyle = '#000';
  for (const { left, top, rateHz, newest } of traces.values()) {
    context.fillRect(left + ((Math.floor((newest / rateHz) * PIXELS_PER_SECOND) + 2) % width), top, 2, TRACE_HEIGHT);
  }
  context.fillStyle = '#3f6';
  for (const { left, top, rateHz, newest, value } of traces.values()) {
    const x = Math.floor((newest / rateHz) * PIXELS_PER_SECOND) % width;
    context.fillRect(left + x, top + (Math.abs(value) % (TRACE_HEIGHT - 2)), 1, 2);
  }
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
