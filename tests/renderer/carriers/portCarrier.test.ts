import { describe, expect, it } from 'vitest';
import { portCarrier } from '#renderer/carriers/portCarrier.ts';

const next = <T>(register: (resolve: (value: T) => void) => void): Promise<T> => new Promise(register);

describe('a port as a carrier', () => {
  it('carries text and bytes both ways, and keeps what came before somebody listens', async () => {
    const { port1, port2 } = new MessageChannel();
    const window = portCarrier(port1);
    const station = portCarrier(port2);
    station.send('early');
    station.send(new Uint8Array([1, 2, 255]).buffer);
    const heard: (string | number[])[] = [];
    await next<void>((resolve) => {
      window.onMessage((message) => {
        heard.push(typeof message === 'string' ? message : [...new Uint8Array(message)]);
        if (heard.length === 2) resolve();
      });
    });
    expect(heard).toEqual(['early', [1, 2, 255]]);
    window.send('{"type":"open"}');
    expect(await next<string | ArrayBuffer>((resolve) => station.onMessage(resolve))).toBe('{"type":"open"}');
    window.close();
  });

  it('drops what is neither text nor bytes', async () => {
    const { port1, port2 } = new MessageChannel();
    const carrier = portCarrier(port1);
    port2.postMessage({ type: 'hello' });
    port2.postMessage('hello');
    expect(await next<string | ArrayBuffer>((resolve) => carrier.onMessage(resolve))).toBe('hello');
    carrier.close();
  });

  it('tells once when the station says goodbye', async () => {
    const { port1, port2 } = new MessageChannel();
    const carrier = portCarrier(port1);
    const reasons: string[] = [];
    const gone = next<void>((resolve) => {
      carrier.onClose((reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    carrier.onMessage((message) => reasons.push(`heard ${String(message)}`));
    const station = portCarrier(port2);
    station.send('last word');
    station.close();
    await gone;
    carrier.close();
    carrier.send('into the void');
    expect(reasons).toEqual(['heard last word', 'the station closed the port']);
  });

  it('tells at once, also late, when it was closed here', () => {
    const carrier = portCarrier(new MessageChannel().port1);
    const reasons: string[] = [];
    carrier.onClose((reason) => reasons.push(reason));
    carrier.close();
    carrier.close();
    expect(reasons).toEqual(['closed here']);
    carrier.onClose((reason) => reasons.push(reason));
    expect(reasons).toEqual(['closed here', 'closed here']);
  });
});
