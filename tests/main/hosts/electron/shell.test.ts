import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startShell } from '#main/hosts/electron/shell.ts';
import { restartDelayMs } from '#main/hosts/electron/stationSupervisor.ts';
import type { Host } from '#main/hosts/host.ts';
import { app, electron, ipcMain, resetElectron } from '#tests/support/electronStub.ts';

let dir: string;
let logged: string[];
let nowMs: number;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigil-shell-'));
  mkdirSync(join(dir, 'renderer'));
  writeFileSync(join(dir, 'renderer', 'index.html'), '<!doctype html><title>wall</title>');
  writeFileSync(join(dir, 'renderer', 'engine.worker.js'), 'export {};');
  writeFileSync(join(dir, 'secret.json'), 'secret');
});
afterAll(() => rmSync(dir, { recursive: true }));

beforeEach(() => {
  resetElectron();
  logged = [];
  nowMs = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

async function start(): Promise<void> {
  const host: Host = {
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs, aheadOfWallMs: () => 0 },
    random: () => 0.5,
    displays: () => [],
    log: (_, line) => void logged.push(line),
  };
  await startShell({
    host,
    rendererDir: join(dir, 'renderer'),
    preload: '/out/preload/index.cjs',
    stationProcess: '/out/main/stationProcess.js',
    configFile: '/etc/vigil.config.json',
  });
}

const window = () => electron.windows[0]!;
const prevented = (emit: (event: { preventDefault(): void }) => void): boolean => {
  const event = { preventDefault: vi.fn() };
  emit(event);
  return event.preventDefault.mock.calls.length === 1;
};

describe('the window', () => {
  it('is a sandboxed page of the app scheme without Node', async () => {
    await start();
    expect(window().loaded).toEqual(['app://vigil/']);
    expect(window().options.webPreferences).toMatchObject({
      preload: '/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      backgroundThrottling: false,
    });
  });

  it('may sound an alarm before anybody has clicked in it', async () => {
    await start();
    expect(window().options.webPreferences?.autoplayPolicy).toBe('no-user-gesture-required');
  });

  it('sandboxes every process and registers the scheme before Electron is ready', async () => {
    await start();
    expect(electron.calls).toEqual([
      'requestSingleInstanceLock',
      'enableSandbox',
      'registerSchemesAsPrivileged',
      'whenReady',
    ]);
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it.each([
    'https://evil.example/',
    'file:///etc/passwd',
    'app://other/',
    'app://vigil/other.html',
    'http://vigil/',
    'javascript:1',
    'nonsense',
  ])('can’t leave for %s', async (url) => {
    await start();
    expect(prevented((event) => window().webContents.emit('will-navigate', { ...event, url }))).toBe(true);
  });

  it('may load itself again', async () => {
    await start();
    for (const url of ['app://vigil/', 'app://vigil/?bed=7#waves']) {
      expect(prevented((event) => window().webContents.emit('will-navigate', { ...event, url }))).toBe(false);
    }
  });

  it('opens no frames or webviews and follows no redirects', async () => {
    await start();
    const { webContents } = window();
    expect(prevented((event) => webContents.emit('will-attach-webview', event))).toBe(true);
    expect(prevented((event) => webContents.emit('will-redirect', event))).toBe(true);
    expect(prevented((event) => webContents.emit('will-frame-navigate', { ...event, isMainFrame: false }))).toBe(true);
    expect(prevented((event) => webContents.emit('will-frame-navigate', { ...event, isMainFrame: true }))).toBe(false);
  });

  it('gets no permission, device or screen, whatever it asks for', async () => {
    await start();
    const handler = (name: string) => electron.sessionHandlers.get(name) as (...args: unknown[]) => unknown;
    const answer = vi.fn();
    for (const permission of [
      'media',
      'notifications',
      'geolocation',
      'usb',
      'clipboard-read',
      'fullscreen',
      'openExternal',
      'unknown',
    ]) {
      handler('permissionRequest')(window().webContents, permission, answer, {});
      expect(answer).toHaveBeenLastCalledWith(false);
      expect(handler('permissionCheck')(window().webContents, permission, 'app://vigil', {})).toBe(false);
    }
    expect(handler('devicePermission')({})).toBe(false);
    handler('displayMedia')({}, answer);
    // An empty choice makes Electron throw in the shell; null is its word for no.
    expect(answer).toHaveBeenLastCalledWith(null);
  });

  it('comes back when its process crashes, at once the first time, later and later if it goes on', async () => {
    await start();
    const { webContents } = window();
    const crash = (): boolean => webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
    crash();
    await vi.advanceTimersByTimeAsync(0);
    expect(webContents.reloads).toBe(1);
    crash();
    await vi.advanceTimersByTimeAsync(999);
    expect(webContents.reloads).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(webContents.reloads).toBe(2);
    nowMs = 61_000;
    crash();
    await vi.advanceTimersByTimeAsync(0);
    expect(webContents.reloads).toBe(3);
    expect(logged.join()).toContain("the window's process is gone (crashed, exit 11)");
  });

  it('offers no developer tools in a packaged application', async () => {
    await start();
    expect(electron.menu.map(({ label }) => label)).toEqual(['Vigil', 'View']);
    expect(JSON.stringify(electron.menu)).not.toContain('toggleDevTools');
  });

  it('keeps the display awake', async () => {
    await start();
    expect(electron.wakeLocks).toEqual(['prevent-display-sleep']);
  });
});

describe('more windows', () => {
  const ask = (url: string, opener = window()) => opener.webContents.openHandler?.({ url });
  const loaded = () => electron.windows.flatMap((opened) => opened.loaded);
  const twoDisplays = [
    { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } },
    { id: 2, workArea: { x: 1920, y: 20, width: 2560, height: 1400 } },
  ];

  it('of the wall are opened by the shell, as sandboxed and guarded as the first, and not by the page', async () => {
    await start();
    expect(ask('app://vigil/?window=2')).toEqual({ action: 'deny' });
    expect(loaded()).toEqual(['app://vigil/', 'app://vigil/?window=2']);
    const [first, second] = electron.windows;
    expect(second!.options.webPreferences).toEqual(first!.options.webPreferences);
    expect(ask('https://evil.example/', second)).toEqual({ action: 'deny' });
    expect(
      prevented((event) => second!.webContents.emit('will-navigate', { ...event, url: 'https://evil.example/' })),
    ).toBe(true);
    expect(electron.windows).toHaveLength(2);
  });

  it.each([
    'https://evil.example/?window=2',
    'app://other/?window=2',
    'app://vigil/other.html?window=2',
    'app://vigil/?window=0',
    'app://vigil/?window=9',
    'app://vigil/?window=02',
    'app://vigil/?window=2&x=1',
    'app://vigil/?bed=7',
    'file:///etc/passwd',
    'javascript:1',
    'about:blank',
    '',
  ])('by the address "%s" are denied', async (url) => {
    await start();
    expect(ask(url)).toEqual({ action: 'deny' });
    expect(electron.windows).toHaveLength(1);
    expect(logged).toEqual(['a page tried to open a window and was not let']);
  });

  it('that are open already come to the front', async () => {
    await start();
    ask('app://vigil/?window=2');
    ask('app://vigil/?window=2');
    ask('app://vigil/', electron.windows[1]);
    expect(electron.windows.map(({ calls }) => calls)).toEqual([['focus'], ['focus']]);
  });

  it('that were closed can be opened again', async () => {
    await start();
    ask('app://vigil/?window=2');
    electron.windows[1]!.emit('closed');
    ask('app://vigil/?window=2');
    expect(loaded()).toEqual(['app://vigil/', 'app://vigil/?window=2', 'app://vigil/?window=2']);
  });

  it('fill a display that has none yet, then go on in turn from the one they were opened on', async () => {
    electron.displays = twoDisplays;
    await start();
    expect(window().options).toMatchObject({ width: 1600, height: 900 });
    ask('app://vigil/?window=2');
    expect(electron.windows[1]!.options).toMatchObject(twoDisplays[1]!.workArea);
    ask('app://vigil/?window=3', electron.windows[1]);
    expect(electron.windows[2]!.options).toMatchObject(twoDisplays[0]!.workArea);
    ask('app://vigil/?window=4', electron.windows[0]);
    expect(electron.windows[3]!.options).toMatchObject(twoDisplays[1]!.workArea);
  });

  it('are placed by the system where there is one display', async () => {
    await start();
    ask('app://vigil/?window=2');
    expect(electron.windows[1]!.options.x).toBeUndefined();
  });

  it('come from the menu too: the lowest number that is not open, and eight at most', async () => {
    await start();
    const submenu = electron.menu[0]!.submenu as { label?: string; click?: () => void }[];
    const openNext = submenu.find(({ label }) => label === 'New window')!.click!;
    ask('app://vigil/?window=3');
    for (let k = 0; k < 8; k++) openNext();
    expect(loaded()).toEqual(
      ['', '?window=3', ...[2, 4, 5, 6, 7, 8].map((number) => `?window=${number}`)].map(
        (query) => `app://vigil/${query}`,
      ),
    );
    expect(logged).toEqual(Array(2).fill('no more than 8 windows are opened'));
  });

  it('hear too when the station’s process is gone', async () => {
    await start();
    ask('app://vigil/?window=2');
    electron.children[0]!.emit('exit', 1);
    expect(electron.windows.map(({ webContents }) => webContents.sent)).toEqual(
      Array(2).fill([['vigil:station-gone']]),
    );
  });
});

describe('the app scheme', () => {
  const get = (url: string, method = 'GET') => electron.protocolHandlers.get('app')!(new Request(url, { method }));

  it('serves the page with the policy of the browser host', async () => {
    await start();
    const page = await get('app://vigil/');
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>wall</title>']);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(page.headers.get('content-security-policy')).toContain("worker-src 'self';");
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves the script of a worker with the same policy, which is the worker’s own', async () => {
    await start();
    const script = await get('app://vigil/engine.worker.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(script.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    // A page that is isolated starts no worker without it.
    expect(script.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it.each([
    'app://vigil/../secret.json',
    'app://vigil/..%2fsecret.json',
    'app://vigil/%2e%2e%2fsecret.json',
    'app://vigil//etc/passwd',
    'app://vigil/missing.js',
  ])('has nothing at %s', async (url) => {
    await start();
    const answer = await get(url);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('knows no other host and no writing', async () => {
    await start();
    expect((await get('app://other/')).status).toBe(403);
    expect((await get('app://vigil/', 'POST')).status).toBe(403);
  });
});

describe('a second start of the application', () => {
  it('ends at once and touches nothing', async () => {
    electron.firstInstance = false;
    await start();
    expect(electron.calls).toEqual(['requestSingleInstanceLock', 'quit']);
    expect([electron.windows, electron.children]).toEqual([[], []]);
    expect(logged.join()).toContain('Vigil runs already');
  });

  it('brings the running one to the front', async () => {
    await start();
    app.emit('second-instance');
    expect(electron.windows).toHaveLength(1);
    expect(window().calls).toEqual(['focus']);
  });
});

describe('the station process', () => {
  const start0 = {
    type: 'start',
    configFile: '/etc/vigil.config.json',
    version: '0.1.0',
    userFolder: '/profiles/nurse/userData',
  };

  it('is started once with the configuration’s path; the shell does not read it', async () => {
    await start();
    expect(electron.children).toHaveLength(1);
    expect(electron.children[0]!.modulePath).toBe('/out/main/stationProcess.js');
    expect(electron.children[0]!.posted).toEqual([{ message: start0, ports: [] }]);
  });

  it('is started again when it exits, with a growing pause that a long good run resets', async () => {
    await start();
    for (const [failure, delayMs] of [250, 500, 1000].entries()) {
      electron.children[failure]!.emit('exit', 1);
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(electron.children).toHaveLength(failure + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(electron.children).toHaveLength(failure + 2);
    }
    expect(electron.children[3]!.posted).toEqual([{ message: start0, ports: [] }]);
    nowMs += 60_001;
    electron.children[3]!.emit('exit', 1);
    await vi.advanceTimersByTimeAsync(250);
    expect(electron.children).toHaveLength(5);
    expect([1, 2, 6, 7, 50].map(restartDelayMs)).toEqual([250, 500, 8000, 10_000, 10_000]);
  });

  it('gets the key of the history from the keychain when it asks, and nothing for what is no such question', async () => {
    vi.useRealTimers();
    await start();
    const child = electron.children[0]!;
    for (const nonsense of [null, 'secret', { type: 'secret', ask: 1 }, { type: 'secret', ask: 1, what: '__proto__' }])
      child.emit('message', nonsense);
    electron.hasEncryption = false;
    child.emit('message', { type: 'secret', ask: 3, what: 'read' });
    await vi.waitFor(() => expect(child.posted).toHaveLength(2));
    expect(child.posted[1]?.message).toEqual({
      type: 'secret',
      ask: 3,
      answer: { ok: false, reason: expect.stringContaining('no keychain') },
    });
  });

  it('is announced to the windows as gone when it exits, so that no wall stands frozen', async () => {
    await start();
    expect(window().webContents.sent).toEqual([]);
    electron.children[0]!.emit('exit', 1);
    expect(window().webContents.sent).toEqual([['vigil:station-gone']]);
  });

  it('survives in the log when it dies of a fatal error', async () => {
    await start();
    electron.children[0]!.emit('error', 'FatalError', 'v8::Heap', 'report');
    expect(logged).toEqual(['the station broke: FatalError at v8::Heap']);
  });

  it('closes its links before the application ends, and is not started again', async () => {
    await start();
    const child = electron.children[0]!;
    expect(prevented((event) => app.emit('will-quit', event))).toBe(true);
    expect(child.posted.at(-1)?.message).toEqual({ type: 'stop' });
    child.emit('exit', 0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(electron.calls.at(-1)).toBe('quit');
    expect(prevented((event) => app.emit('will-quit', event))).toBe(false);
    expect(electron.children).toHaveLength(1);
    expect(child.killed).toBe(false);
  });

  it('is ended after three seconds if it does not close', async () => {
    await start();
    app.emit('will-quit', { preventDefault() {} });
    await vi.advanceTimersByTimeAsync(2999);
    expect(electron.children[0]!.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(electron.children[0]!.killed).toBe(true);
    expect(electron.calls.at(-1)).toBe('quit');
  });
});

describe('a window’s request for a port', () => {
  const frameOf = (url: string, parent: object | null = null) => ({
    url,
    parent,
    isDestroyed: () => false,
    postMessage: vi.fn(),
  });
  const request = (frame: ReturnType<typeof frameOf> | null, number: unknown = 1, id = 7): void => {
    ipcMain.emit('vigil:port', { sender: { id }, senderFrame: frame }, number);
  };

  it('joins the page and the station by a channel, and names the request', async () => {
    await start();
    const frame = frameOf('app://vigil/');
    request(frame, 42);
    const [channel] = electron.channels;
    expect(electron.children[0]!.posted.at(-1)).toEqual({ message: { type: 'window' }, ports: [channel!.port1] });
    expect(frame.postMessage.mock.calls).toEqual([['vigil:port', 42, [channel!.port2]]]);
  });

  it.each([
    ['a foreign page', () => frameOf('https://evil.example/')],
    ['another host of the scheme', () => frameOf('app://other/')],
    ['a page that only looks like ours', () => frameOf('app://vigil.evil/')],
    ['a frame inside our page', () => frameOf('app://vigil/', {})],
    ['a frame that is gone', () => null],
  ])('from %s gets nothing but a line in the log', async (_, frame) => {
    await start();
    request(frame());
    expect(electron.channels).toEqual([]);
    expect(logged.join()).toContain('refused a port to the station');
  });

  it('without a number gets nothing', async () => {
    await start();
    for (const number of [null, 'x', 1.5, {}]) request(frameOf('app://vigil/'), number);
    expect(electron.channels).toEqual([]);
  });

  it('made while the station is away is answered when it is back; the last request of a window counts', async () => {
    await start();
    electron.children[0]!.emit('exit', 1);
    const frame = frameOf('app://vigil/');
    request(frame, 1);
    request(frame, 2);
    const other = frameOf('app://vigil/');
    request(other, 1, 8);
    expect(electron.channels).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect(frame.postMessage.mock.calls.map((call) => call[1])).toEqual([2]);
    expect(other.postMessage.mock.calls.map((call) => call[1])).toEqual([1]);
    expect(electron.children[1]!.posted.map(({ message }) => (message as { type: string }).type)).toEqual([
      'start',
      'window',
      'window',
    ]);
  });

  it('of a window that went meanwhile leaves no open port behind', async () => {
    await start();
    electron.children[0]!.emit('exit', 1);
    const frame = frameOf('app://vigil/');
    request(frame);
    frame.url = 'about:blank';
    await vi.advanceTimersByTimeAsync(250);
    expect(frame.postMessage).not.toHaveBeenCalled();
    expect(electron.channels[0]!.port2.closed).toBe(true);
  });
});
