import type { KeptStorage } from '#renderer/kept/keeper.ts';
import { windowNumber } from './windowNumber.ts';
import type { WindowChannel } from './windows.store.ts';

/** What a window finds around itself: its number, the other windows, a place to keep things. */
export interface Surroundings {
  readonly window: number;
  /** Tells two windows of one number apart. */
  readonly windowId: string;
  readonly storage: KeptStorage;
  readonly channel: WindowChannel;
}

/** Those of the browser. A browser that forbids storage keeps nothing; that is told where something is to be kept. */
export function browserSurroundings(): Surroundings {
  return {
    window: windowNumber(location.search),
    windowId: crypto.randomUUID(),
    storage: {
      getItem: (key) => localStorage.getItem(key),
      setItem: (key, value) => localStorage.setItem(key, value),
    },
    channel: openChannel(),
  };
}

function openChannel(): WindowChannel {
  const channel = new BroadcastChannel('vigil.windows');
  return {
    say: (message) => channel.postMessage(message),
    hear: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
    close: () => channel.close(),
  };
}
