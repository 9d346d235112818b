import { afterEach, describe, expect, it } from 'vitest';
import { portCarrier } from '#renderer/carriers/portCarrier.ts';
import { openShellPort } from '#renderer/carriers/shellPort.ts';

const next = <T>(register: (resolve: (value: T) => void) => void): Promise<T> => new Promise(register);

describe('asking the shell for a port', () => {
  const cleanUp: (() => void)[] = [];
  afterEach(() => {
    for (const undo of cleanUp.splice(0)) undo();
  });

  /** Answers as the preload script does. */
  function shell(answer: (request: number) => void): void {
    const listener = ({ data }: MessageEvent): void => {
      if (data?.vigil === 'port-request') answer(data.request);
    };
    window.addEventListener('message', listener);
    cleanUp.push(() => window.removeEventListener('message', listener));
  }
  const hand = (request: number, port: MessagePort): void =>
    window.postMessage({ vigil: 'port', request }, location.origin, [port]);

  it('gives each request the port that was meant for it, in whatever order they come', async () => {
    const far: MessagePort[] = [];
    const requests: number[] = [];
    shell((request) => {
      requests.push(request);
      if (requests.length < 2) return;
      for (const number of [...requests].reverse()) {
        const { port1, port2 } = new MessageChannel();
        far.push(port1);
        port1.postMessage(`for request ${number}`);
        hand(number, port2);
      }
    });
    const carriers = await Promise.all([openShellPort(2000), openShellPort(2000)]);
    const heard = await Promise.all(carriers.map((carrier) => next((resolve) => carrier.onMessage(resolve))));
    expect(heard).toEqual(requests.map((number) => `for request ${number}`));
    expect(requests[0]).not.toBe(requests[1]);
  });

  it('gives up after the deadline, and closes a port that comes too late', async () => {
    let late = 0;
    shell((request) => {
      late = request;
    });
    await expect(openShellPort(50)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The station gave no answer within 50 ms.',
    });
    const { port1, port2 } = new MessageChannel();
    const closed = next<string>((resolve) => {
      const station = portCarrier(port1);
      station.onClose(resolve);
      station.onMessage(() => {});
    });
    hand(late, port2);
    expect(await closed).toBe('the station closed the port');
  });

  it('loses every carrier when the shell says that the station’s process is gone, and can ask again', async () => {
    shell((request) => hand(request, new MessageChannel().port2));
    const reasons: string[] = [];
    for (const carrier of await Promise.all([openShellPort(2000), openShellPort(2000)])) {
      carrier.onMessage(() => {});
      carrier.onClose((reason) => reasons.push(reason));
    }
    window.postMessage({ vigil: 'station-gone' }, location.origin);
    const again = await openShellPort(2000);
    again.onClose((reason) => reasons.push(`second station: ${reason}`));
    const why = 'the station’s process ended; it is being started again';
    expect(reasons).toEqual([why, why]);
    again.close();
  });

  it('takes no port from a frame or for another purpose', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    cleanUp.push(() => frame.remove());
    shell((request) => {
      const inner = frame.contentWindow as Window & { eval(code: string): void };
      inner.eval(`parent.postMessage({ vigil: 'port', request: ${request} }, '*', [new MessageChannel().port1])`);
      window.postMessage({ vigil: 'other', request }, location.origin, [new MessageChannel().port1]);
    });
    await expect(openShellPort(200)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
