import { afterEach, beforeEach, expect, it, vi } from 'vitest';

type Stub = typeof import('#tests/support/electronStub.ts');
let ipcRenderer: Stub['ipcRenderer'];

/** The page's window as far as the preload script uses it. */
const page = {
  listeners: [] as ((event: object) => void)[],
  posted: [] as unknown[][],
  addEventListener(_type: 'message', listener: (event: object) => void) {
    this.listeners.push(listener);
  },
  postMessage(...args: unknown[]) {
    this.posted.push(args);
  },
};
const say = (event: object): void => {
  for (const listener of page.listeners) listener({ source: page, origin: 'app://vigil', ...event });
};

beforeEach(async () => {
  page.listeners = [];
  page.posted = [];
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { origin: 'app://vigil' });
  // A fresh preload script for each test, and the stub it imports.
  vi.resetModules();
  ({ ipcRenderer } = await import('#tests/support/electronStub.ts'));
  await import('#preload/index.ts');
});
afterEach(() => vi.unstubAllGlobals());

it('the preload script passes the page’s request for a port on to the shell, and nothing else', () => {
  say({ data: { vigil: 'port-request', request: 3 } });
  say({ data: { vigil: 'something else', request: 4 } });
  say({ data: null });
  say({ data: 'port-request' });
  expect(ipcRenderer.sent).toEqual([['vigil:port', 3]]);
});

it('the preload script hears only the page itself', () => {
  say({ source: {}, data: { vigil: 'port-request', request: 1 } });
  say({ origin: 'https://evil.example', data: { vigil: 'port-request', request: 2 } });
  expect(ipcRenderer.sent).toEqual([]);
});

it('the preload script hands the port to the page with the number of its request, and to no other origin', () => {
  const port = {};
  ipcRenderer.emit('vigil:port', { ports: [port] }, 3);
  expect(page.posted).toEqual([[{ vigil: 'port', request: 3 }, 'app://vigil', [port]]]);
});

it('the preload script tells the page when the station’s process is gone', () => {
  ipcRenderer.emit('vigil:station-gone', {});
  expect(page.posted).toEqual([[{ vigil: 'station-gone' }, 'app://vigil']]);
});
