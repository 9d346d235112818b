import type { Clock } from '#domain/time/clock.ts';
import { Engine } from '#renderer/waveforms/engine/engine.ts';
import type { FromEngine, ToEngine } from '#renderer/waveforms/engine/protocol.ts';
import type { StartEngine } from '#renderer/waveforms/engineLink.ts';

/** The wave engine on the page's own thread, behind a real port, with a clock that the test knows. */
export function engineInPage(clock: Clock): StartEngine {
  return (onMessage) => {
    const { port1: page, port2: worker } = new MessageChannel();
    const engine = new Engine(
      {
        post: (message, transfer = []) => worker.postMessage(message, transfer),
        onMessage: (listener) => {
          worker.onmessage = ({ data }: MessageEvent<ToEngine>) => listener(data);
        },
      },
      clock,
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (id) => cancelAnimationFrame(id),
      },
    );
    page.onmessage = ({ data }: MessageEvent<FromEngine>) => onMessage(data);
    return {
      post: (message, transfer = []) => page.postMessage(message, transfer),
      end: () => {
        engine.dispose();
        page.close();
        worker.close();
      },
    };
  };
}
