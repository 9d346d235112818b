import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Carrier } from '#bridge/carrier.ts';
import { LONGEST_MESSAGE, LONGEST_MESSAGE_BYTES } from '#bridge/messageLimits.ts';
import type { Clock } from '#domain/time/clock.ts';
import { type BrowserHost, type ServeWindowOptions, serveWindow } from '#main/hosts/node/serveWindow.ts';

let dir: string;
let rendererDir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigil-window-'));
  rendererDir = join(dir, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.json'), '{"patient":"secret"}');
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>wall</title>');
  writeFileSync(join(rendererDir, 'assets', 'index-B_2-x.js'), 'export {};');
  writeFileSync(join(rendererDir, 'assets', 'wall.css'), 'body{}');
  writeFileSync(join(rendererDir, '.env.json'), '{}');
  writeFileSync(join(rendererDir, 'notes.txt'), 'not part of a build');
  symlinkSync(join(dir, 'secret.json'), join(rendererDir, 'link.json'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Everything opened in a test, closed after it. */
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

interface Served extends BrowserHost {
  readonly port: number;
  readonly carriers: Carrier[];
  readonly logged: string[];
}

async function serve(options: Partial<ServeWindowOptions> = {}): Promise<Served> {
  const carriers: Carrier[] = [];
  const logged: string[] = [];
  const station = { attach: (carrier: Carrier) => void carriers.push(carrier) };
  const host = await serveWindow({ station, rendererDir, log: (_, line) => void logged.push(line), ...options });
  open.push(host);
  return Object.assign(host, { port: Number(new URL(host.origin).port), carriers, logged });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it is on the wire: the path is sent unchanged, and Host is ours to choose. */
function ask(host: Served, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const pathOf = (url: string): string => new URL(url).pathname;

/** Opens the one-time address as a browser does; the cookie to send from then on. */
async function enter(host: Served, url = host.url): Promise<string> {
  const { status, headers } = await ask(host, pathOf(url));
  expect(status).toBe(303);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the one-time address', () => {
  it('lets a browser in once: the token becomes a cookie no script can read, and leaves the address', async () => {
    const host = await serve();
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter\/[\w-]{43}$/);
    const first = await ask(host, pathOf(host.url));
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^vigil-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const second = await ask(host, pathOf(host.url));
    expect(second.status).toBe(403);
    expect(second.body).toContain('Press Enter in the terminal');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('is not used up by a link previewer that only asks for the head', async () => {
    const host = await serve();
    expect((await ask(host, pathOf(host.url), {}, 'HEAD')).status).toBe(403);
    await enter(host);
  });

  it('can be issued again for a second browser, and neither throws the other out', async () => {
    const host = await serve();
    const wall = await enter(host);
    const second = await enter(host, host.issueUrl());
    expect(second).not.toBe(wall);
    expect((await ask(host, '/', { cookie: wall })).status).toBe(200);
    expect((await ask(host, '/', { cookie: second })).status).toBe(200);
  });

  it('opened again by a browser that is in leads to the wall and uses up no token', async () => {
    const host = await serve();
    const cookie = await enter(host);
    const fresh = host.issueUrl();
    const again = await ask(host, pathOf(fresh), { cookie });
    expect([again.status, again.headers.location, again.headers['set-cookie']]).toEqual([303, '/', undefined]);
    await enter(host, fresh);
  });

  it('is worth nothing after ten minutes', async () => {
    let nowMs = 0;
    const clock: Clock = { nowMs: () => 0, monotonicMs: () => nowMs };
    const host = await serve({ clock });
    const late = host.issueUrl();
    nowMs = 10 * 60_000 - 1;
    await enter(host);
    nowMs = 10 * 60_000;
    expect((await ask(host, pathOf(late))).status).toBe(403);
  });
});

describe('without the cookie', () => {
  it.each(['/', '/assets/index-B_2-x.js', '/assets/missing.js', '/enter/', '/enter/wrong'])(
    '%s is refused',
    async (path) => {
      const host = await serve();
      const { status, body } = await ask(host, path);
      expect(status).toBe(403);
      expect(body).not.toContain('wall');
    },
  );

  it('a guessed cookie, another station’s cookie and a cookie of another name are refused', async () => {
    const host = await serve();
    const other = await serve();
    const value = (await enter(host)).split('=')[1];
    const otherCookie = (await enter(other)).split('=')[1];
    for (const cookie of [
      `vigil-${host.port}=x`,
      `vigil-${host.port}=${otherCookie}`,
      `vigil=${value}`,
      `vigil-${host.port}=`,
    ]) {
      expect((await ask(host, '/', { cookie })).status).toBe(403);
    }
    expect((await ask(host, '/', { cookie: `theme=dark; vigil-${host.port}=${value}` })).status).toBe(200);
  });
});

describe('the files of the window', () => {
  it('come with their type, and again after a reload', async () => {
    const host = await serve();
    const cookie = await enter(host);
    for (let reload = 0; reload < 2; reload++) {
      const page = await ask(host, '/?bed=7', { cookie });
      expect([page.status, page.body]).toEqual([200, '<!doctype html><title>wall</title>']);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    }
    expect((await ask(host, '/assets/index-B_2-x.js', { cookie })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    );
    expect((await ask(host, '/assets/wall.css', { cookie })).headers['content-type']).toBe('text/css; charset=utf-8');
    const head = await ask(host, '/assets/wall.css', { cookie }, 'HEAD');
    expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '6']);
  });

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/..\\secret.json',
    '//secret.json',
    '/assets/',
    '/assets',
    '/link.json',
    '/.env.json',
    '/notes.txt',
    '/index.html/',
    '/index.html%00.js',
    '/constructor',
  ])('%s is not one of them', async (path) => {
    const host = await serve();
    const { status, body } = await ask(host, path, { cookie: await enter(host) });
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  it('carry the policy that allows nothing but the product’s own files, and are never stored', async () => {
    const host = await serve();
    const cookie = await enter(host);
    for (const path of ['/', '/assets/index-B_2-x.js', '/missing.js', '/enter/wrong']) {
      const { headers } = await ask(host, path, { cookie });
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; " +
          "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
    }
  });

  it('are only read: POST, PUT and DELETE are refused', async () => {
    const host = await serve();
    const cookie = await enter(host);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers } = await ask(host, '/', { cookie }, method);
      expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });
});

describe('a request that names another host', () => {
  it('is refused even with the cookie, so that a foreign name pointed at this machine reads nothing', async () => {
    const host = await serve();
    const cookie = await enter(host);
    for (const name of ['evil.example', `evil.example:${host.port}`, '127.0.0.1', `127.0.0.1:${host.port + 1}`]) {
      const { status, body } = await ask(host, '/', { cookie, host: name });
      expect([name, status]).toEqual([name, 421]);
      expect(body).not.toContain('wall');
    }
    expect((await ask(host, '/', { cookie, host: `localhost:${host.port}` })).status).toBe(200);
  });
});

/** A socket as the window opens it; resolves when open, rejects with the status when refused. */
function connect(
  host: Served,
  { cookie = '', origin = host.origin, path = '/bridge', name = '' } = {},
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, ...(name === '' ? {} : { host: name }) };
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { origin, headers, perMessageDeflate: true });
    socket.binaryType = 'arraybuffer';
    open.push({ close: () => socket.terminate() });
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
  });
}

const next = <T>(register: (resolve: (value: T) => void) => void): Promise<T> => new Promise(register);

describe('the bridge', () => {
  it('carries text and bytes both ways, in order', async () => {
    const host = await serve();
    const socket = await connect(host, { cookie: await enter(host) });
    const carrier = host.carriers[0]!;
    const atWindow: (string | number[])[] = [];
    const atStation: (string | number[])[] = [];
    const readable = (message: string | ArrayBuffer) =>
      typeof message === 'string' ? message : [...new Uint8Array(message)];
    const done = next<void>((resolve) => {
      socket.on('message', (data, isBinary) => {
        atWindow.push(readable(isBinary ? (data as ArrayBuffer) : data.toString()));
        if (atWindow.length === 3) resolve();
      });
    });
    const heard = next<void>((resolve) => {
      carrier.onMessage((message) => {
        atStation.push(readable(message));
        if (atStation.length === 2) resolve();
      });
    });
    carrier.send('{"type":"hello"}');
    carrier.send(new Uint8Array([1, 2, 255]).buffer);
    carrier.send('Bett 7: Österreich');
    socket.send('{"type":"open"}');
    socket.send(new Uint8Array([9, 8]));
    await Promise.all([done, heard]);
    expect(atWindow).toEqual(['{"type":"hello"}', [1, 2, 255], 'Bett 7: Österreich']);
    expect(atStation).toEqual(['{"type":"open"}', [9, 8]]);
    expect(socket.extensions).toBe('');
  });

  it('keeps what a window sends before the station listens', async () => {
    const host = await serve();
    const socket = await connect(host, { cookie: await enter(host) });
    socket.send('{"type":"open"}');
    socket.ping();
    await next<void>((resolve) => socket.once('pong', () => resolve()));
    const heard: unknown[] = [];
    host.carriers[0]!.onMessage((message) => heard.push(message));
    expect(heard).toEqual(['{"type":"open"}']);
  });

  it('is refused to pages of another origin, to other hosts, without a cookie, and at other paths', async () => {
    const host = await serve();
    const cookie = await enter(host);
    const refused = [
      connect(host, { cookie, origin: 'http://evil.example' }),
      connect(host, { cookie, origin: `http://127.0.0.1:${host.port + 1}` }),
      connect(host, { cookie, origin: `http://localhost:${host.port}` }),
      connect(host, { cookie, origin: 'null' }),
      connect(host, { cookie, origin: `http://evil.example:${host.port}`, name: `evil.example:${host.port}` }),
      connect(host, { cookie: '' }),
      connect(host, { cookie: `vigil-${host.port}=wrong` }),
      connect(host, { cookie, path: '/' }),
      connect(host, { cookie, path: '/enter/x' }),
    ];
    for (const attempt of refused) await expect(attempt).rejects.toThrow('403');
    expect(host.carriers).toEqual([]);
    await connect(host, { cookie });
  });

  it('tells the station once when the window goes, and the window when the station closes', async () => {
    const host = await serve();
    const cookie = await enter(host);
    const leaving = await connect(host, { cookie });
    const reasons: string[] = [];
    const gone = next<void>((resolve) => {
      host.carriers[0]!.onClose((reason) => {
        reasons.push(reason);
        resolve();
      });
    });
    leaving.close(1001);
    await gone;
    expect(reasons).toEqual(['closed by the window (1001)']);
    host.carriers[0]!.send('into the void');
    host.carriers[0]!.close();
    expect(reasons).toHaveLength(1);

    const staying = await connect(host, { cookie });
    const closed = next<number>((resolve) => staying.on('close', resolve));
    host.carriers[1]!.close();
    expect(await closed).toBe(1001);
    const late: string[] = [];
    host.carriers[1]!.onClose((reason) => late.push(reason));
    expect(late).toEqual(['closed here']);
  });

  it('carries the longest message that a station reads, whatever it is written in', async () => {
    const host = await serve();
    const socket = await connect(host, { cookie: await enter(host) });
    const heard = next<unknown>((resolve) => host.carriers[0]!.onMessage(resolve));
    socket.send('語'.repeat(LONGEST_MESSAGE));
    expect(await heard).toHaveLength(LONGEST_MESSAGE);
  });

  it('ends a session whose window sends more than any station reads, and the window is told that it is that', async () => {
    const host = await serve();
    const socket = await connect(host, { cookie: await enter(host) });
    const reason = next<string>((resolve) => host.carriers[0]!.onClose(resolve));
    const code = next<number>((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(LONGEST_MESSAGE_BYTES + 1));
    expect(await reason).toContain('Max payload size exceeded');
    expect(await code).toBe(1009);
  });

  it('gives up a window that does not answer to pings, and keeps one that does', async () => {
    const host = await serve({ limits: { pingEveryMs: 40, maxWaitingBytes: 1e9 } });
    const cookie = await enter(host);
    const lively = await connect(host, { cookie });
    const dead = await connect(host, { cookie });
    dead.pause();
    const reason = await next<string>((resolve) => host.carriers[1]!.onClose(resolve));
    expect(reason).toBe('window gave no sign of life for 40 ms');
    // Five more rounds of pings.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(lively.readyState).toBe(WebSocket.OPEN);
  });

  it('gives up a window that does not read before it eats the station’s memory', async () => {
    const host = await serve({ limits: { pingEveryMs: 60_000, maxWaitingBytes: 1_000_000 } });
    const socket = await connect(host, { cookie: await enter(host) });
    socket.pause();
    const carrier = host.carriers[0]!;
    let reason = '';
    carrier.onClose((why) => {
      reason = why;
    });
    for (let sent = 0; sent < 400 && reason === ''; sent++) {
      carrier.send(new ArrayBuffer(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(reason).toMatch(/^window too slow: \d+ bytes wait for it$/);
  });
});

describe('starting and stopping', () => {
  it('refuses to start without a built window, and says what to do', async () => {
    await expect(serve({ rendererDir: join(dir, 'nowhere') })).rejects.toThrow(
      /nowhere.*index\.html is missing\. Run "npm run build" first/,
    );
  });

  it('says so when the port is taken', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toThrow(
      `127.0.0.1:${port}: another program uses it. Choose another with --port`,
    );
  });

  it('ends its windows and frees the port when it closes; a second close is the same', async () => {
    const host = await serve();
    const cookie = await enter(host);
    const socket = await connect(host, { cookie });
    const code = next<number>((resolve) => socket.on('close', resolve));
    await Promise.all([host.close(), host.close()]);
    expect(await code).toBe(1001);
    await expect(ask(host, '/', { cookie })).rejects.toThrow('ECONNREFUSED');
    await serve({ port: host.port });
  });

  it('never writes a token into the log', async () => {
    const host = await serve();
    await ask(host, pathOf(host.url));
    await expect(connect(host, { path: pathOf(host.url) })).rejects.toThrow('403');
    const token = pathOf(host.url).split('/')[2]!;
    expect(host.logged.join('\n')).toContain("refused a window's socket");
    expect(host.logged.join('\n')).not.toContain(token);
  });
});
