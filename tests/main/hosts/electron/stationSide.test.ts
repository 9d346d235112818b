import { EventEmitter } from 'node:events';
import type { MessagePortMain, ParentPort } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { Carrier } from '#bridge/carrier.ts';
import { mainPortCarrier } from '#main/hosts/electron/mainPortCarrier.ts';
import { serveShell } from '#main/hosts/electron/stationSide.ts';
import type { Secrets } from '#main/hosts/host.ts';
import { StubPort } from '#tests/support/electronStub.ts';

const asPort = (port: StubPort): MessagePortMain => port as unknown as MessagePortMain;

describe('a port of Electron as a carrier', () => {
  it('carries text and bytes, and lets messages wait until somebody listens', () => {
    const port = new StubPort();
    const carrier = mainPortCarrier(asPort(port));
    expect(port.started).toBe(true);
    const bytes = new Uint8Array([1, 2]).buffer;
    for (const data of ['text', bytes, { not: 'ours' }, 7, undefined]) port.emit('message', { data, ports: [] });
    const heard: unknown[] = [];
    carrier.onMessage((message) => heard.push(message));
    port.emit('message', { data: 'more', ports: [] });
    expect(heard).toEqual(['text', bytes, 'more']);
    carrier.send('hello');
    carrier.send(bytes);
    expect(port.sent).toEqual(['hello', bytes]);
  });

  it('says once that it closed, whichever side began, and is silent afterwards', () => {
    const port = new StubPort();
    const carrier = mainPortCarrier(asPort(port));
    const reasons: string[] = [];
    carrier.onClose((reason) => reasons.push(reason));
    carrier.onMessage(() => reasons.push('message after the end'));
    carrier.close();
    port.emit('close');
    port.emit('message', { data: 'late', ports: [] });
    carrier.close();
    carrier.send('late');
    expect([reasons, port.closed, port.sent]).toEqual([['closed here'], true, [null]]);

    const gone = new StubPort();
    const late = mainPortCarrier(asPort(gone));
    gone.emit('close');
    late.onClose((reason) => reasons.push(reason));
    expect(reasons).toEqual(['closed here', 'closed by the window']);

    const farewell = new StubPort();
    const left = mainPortCarrier(asPort(farewell));
    left.onClose((reason) => reasons.push(`goodbye: ${reason}`));
    left.onMessage(() => {});
    farewell.emit('message', { data: null, ports: [] });
    expect([reasons.at(-1), farewell.closed]).toEqual(['goodbye: closed by the window', true]);
  });
});

function side(opens: () => Promise<{ attach(carrier: Carrier): void; close(): Promise<void> }>) {
  const parent = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  const exit = vi.fn();
  const logged: string[] = [];
  const openStation = vi.fn((_config: string, _version: string, _folder: string, _keychain: Secrets) => opens());
  serveShell({ parent: parent as unknown as ParentPort, openStation, exit, log: (_, line) => void logged.push(line) });
  const tell = (data: object, ports: StubPort[] = []): boolean => parent.emit('message', { data, ports });
  return { parent, tell, exit, logged, openStation };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const startMessage = { type: 'start', configFile: '/c.json', version: '1', userFolder: '/profiles/nurse/vigil' };

describe('the station’s side of the shell', () => {
  it('starts one station and attaches every window, also those that came before it was up', async () => {
    const carriers: Carrier[] = [];
    const { tell, openStation } = side(async () => ({ attach: (c) => void carriers.push(c), close: async () => {} }));
    tell(startMessage);
    tell(startMessage);
    tell({ type: 'window' }, [new StubPort()]);
    await settled();
    tell({ type: 'window' }, [new StubPort()]);
    await settled();
    expect(openStation.mock.calls).toEqual([['/c.json', '1', '/profiles/nurse/vigil', expect.anything()]]);
    expect(carriers).toHaveLength(2);
  });

  it('closes the station before it exits', async () => {
    const order: string[] = [];
    const { tell, exit } = side(async () => ({ attach() {}, close: async () => void order.push('closed') }));
    exit.mockImplementation((code) => order.push(`exit ${code}`));
    tell(startMessage);
    tell({ type: 'stop' });
    await settled();
    expect(order).toEqual(['closed', 'exit 0']);
  });

  it('asks the shell for the key of the history, which alone reaches the keychain, and gives each answer to who asked', async () => {
    const { parent, tell, openStation } = side(async () => ({ attach() {}, close: async () => {} }));
    tell(startMessage);
    const keychain = openStation.mock.calls[0]![3];
    const [read, renewed] = [keychain.read(), keychain.renew()];
    expect(parent.postMessage.mock.calls).toEqual([
      [{ type: 'secret', ask: 1, what: 'read' }],
      [{ type: 'secret', ask: 2, what: 'renew' }],
    ]);
    const answer = (first: number) => ({ ok: true, secret: new Uint8Array(32).fill(first), isNew: false });
    tell({ type: 'secret', ask: 2, answer: answer(2) });
    tell({ type: 'secret', ask: 1, answer: answer(1) });
    tell({ type: 'secret', ask: 1, answer: answer(9) });
    expect([await read, await renewed]).toEqual([answer(1), answer(2)]);
  });

  it('exits for a new try when the station can’t start', async () => {
    const { tell, exit, logged } = side(() => Promise.reject(new Error('disk full')));
    tell(startMessage);
    tell({ type: 'window' }, [new StubPort()]);
    await settled();
    expect(exit.mock.calls).toEqual([[1]]);
    expect(logged).toEqual(['the station could not start: Error: disk full']);
  });
});
