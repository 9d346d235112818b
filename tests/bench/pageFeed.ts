import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';

/** What a page of the benches is told. */
export interface FeedListener {
  /** All channels, bed by bed; once. */
  onChannels(channels: readonly Channel[]): void;
  onBlock(block: Block): void;
}

/** Takes in what the wall takes in, decoded the same way, in a page or a worker. `host`: of the page's address. */
export function listenToFeed(host: string, listener: FeedListener): void {
  const socket = new WebSocket(`ws://${host}/bridge`);
  socket.binaryType = 'arraybuffer';
  const send = (message: WindowMessage): void => socket.send(JSON.stringify(message));
  let told = false;
  socket.onopen = () => send({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 });
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') {
      const message = JSON.parse(data) as StationMessage;
      if (message.type !== 'beds' || told || message.beds.length === 0) return;
      told = true;
      listener.onChannels(message.beds.flatMap(({ channels }) => channels));
      return;
    }
    const { tick, blocks } = decodeWaveTick(data);
    for (const block of blocks) listener.onBlock(block);
    send({ type: 'credit', tick });
  };
}
