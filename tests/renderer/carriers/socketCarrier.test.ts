import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSocket } from '#renderer/carriers/socketCarrier.ts';

/** The browser's WebSocket with the far end in the test's hand. The real one meets the real host in the journeys. */
class FarSocket {
  static last: FarSocket;
  binaryType = 'blob';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: unknown[] = [];
  closed: number | true | null = null;

  constructor(readonly url: string) {
    FarSocket.last = this;
  }
  send(message: unknown): void {
    this.sent.push(message);
  }
  close(code?: number): void {
    this.closed = code ?? true;
  }
}

afterEach(() => vi.unstubAllGlobals());

function opening(deadlineMs = 1000) {
  vi.stubGlobal('WebSocket', FarSocket);
  const carrier = openSocket('ws://127.0.0.1:1/bridge', deadlineMs);
  return { carrier, far: FarSocket.last };
}

describe('a socket as a carrier', () => {
  it('carries text and bytes, and keeps what came before somebody listens', async () => {
    const { carrier: opened, far } = opening();
    far.onopen?.();
    const carrier = await opened;
    expect(far.binaryType).toBe('arraybuffer');
    const bytes = new Uint8Array([1]).buffer;
    far.onmessage?.({ data: 'hello' });
    far.onmessage?.({ data: bytes });
    const heard: unknown[] = [];
    carrier.onMessage((message) => heard.push(message));
    far.onmessage?.({ data: 'more' });
    expect(heard).toEqual(['hello', bytes, 'more']);
    carrier.send('{"type":"open"}');
    expect(far.sent).toEqual(['{"type":"open"}']);
  });

  it('tells once why it closed, and is silent afterwards', async () => {
    const { carrier: opened, far } = opening();
    far.onopen?.();
    const carrier = await opened;
    const heard: unknown[] = [];
    carrier.onClose((reason) => heard.push(reason));
    carrier.onMessage((message) => heard.push(message));
    far.onclose?.({ code: 1001, reason: 'the station ends' });
    far.onmessage?.({ data: 'late' });
    carrier.send('late');
    carrier.close();
    expect(heard).toEqual(['the station closed the connection (1001 the station ends)']);
    expect(far.sent).toEqual([]);
    const late: string[] = [];
    carrier.onClose((reason) => late.push(reason));
    expect(late).toEqual(heard);
  });

  it('says so when the station let go of it because of too long a message', async () => {
    const { carrier: opened, far } = opening();
    far.onopen?.();
    const heard: string[] = [];
    (await opened).onClose((reason) => heard.push(reason));
    far.onclose?.({ code: 1009, reason: '' });
    expect(heard).toEqual(['the station ended the session: this window sent more at once than a station reads']);
  });

  it('closed here closes the socket', async () => {
    const { carrier: opened, far } = opening();
    far.onopen?.();
    const carrier = await opened;
    const reasons: string[] = [];
    carrier.onClose((reason) => reasons.push(reason));
    carrier.close();
    far.onclose?.({ code: 1000, reason: '' });
    expect([far.closed, reasons]).toEqual([1000, ['closed here']]);
  });

  it('gives up after the deadline', async () => {
    const { carrier, far } = opening(30);
    await expect(carrier).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The station gave no answer within 30 ms.',
    });
    expect(far.closed).toBe(true);
  });

  it.each([
    [403, 'notAdmitted'],
    [200, 'unreachable'],
    [null, 'unreachable'],
  ])('refused while the host answers %s is reported as %s', async (status, code) => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.href);
      return status === null ? Promise.reject(new TypeError()) : Promise.resolve({ status });
    });
    const { carrier, far } = opening();
    far.onclose?.({ code: 1006, reason: '' });
    await expect(carrier).rejects.toMatchObject({ code });
    expect(asked).toEqual(['http://127.0.0.1:1/']);
  });
});
