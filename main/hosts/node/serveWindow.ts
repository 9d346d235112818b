import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LONGEST_MESSAGE_BYTES } from '#bridge/messageLimits.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Host } from '#main/hosts/host.ts';
import { pageFile, readPageFile } from '#main/hosts/pageFiles.ts';
import { pageHeaders } from '#main/hosts/pageHeaders.ts';
import { systemHost } from '#main/hosts/systemHost.ts';
import type { Station } from '#main/station.ts';
import { Admission } from './admission.ts';
import { noAdmissionPage, plainPage } from './answerPages.ts';
import { type SocketLimits, socketCarrier, socketLimits } from './socketCarrier.ts';

const LOOPBACK = '127.0.0.1';
const ENTER = '/enter/';
const BRIDGE = '/bridge';
const MAX_WINDOWS = 32;

/** A station's window in a browser on the same machine. */
export interface BrowserHost {
  /** The first address to open. Good once, for ten minutes. */
  readonly url: string;
  /** `http://127.0.0.1:<port>`, without any token. */
  readonly origin: string;
  /** A fresh address, good once, for ten minutes. Never write it to a log that others read. */
  issueUrl(): string;
  /** Closes all windows' carriers, then the port. A second call waits for the first. */
  close(): Promise<void>;
}

export interface ServeWindowOptions {
  readonly station: Pick<Station, 'attach'>;
  /** The built renderer, with its index.html. */
  readonly rendererDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly log: Host['log'];
  /** Judges the age of one-time addresses. The machine's own if left out. */
  readonly clock?: Clock;
  readonly limits?: SocketLimits;
}

/**
 * Serves the window to browsers on this machine: the renderer's files, and the bridge as a WebSocket at `/bridge`.
 *
 * Listens on 127.0.0.1 only, and answers only requests that name it (against DNS rebinding) and bring the cookie that
 * the one-time address was exchanged for; a WebSocket also has to come from a page of ours. Only GET and HEAD.
 *
 * @throws Error when the renderer was not built, or the port is taken: what, where, what to do
 */
export async function serveWindow(options: ServeWindowOptions): Promise<BrowserHost> {
  checkBuilt(options.rendererDir);
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  return new WindowServer(server, port, options);
}

class WindowServer implements BrowserHost {
  readonly origin: string;
  readonly url: string;
  readonly #options: ServeWindowOptions;
  readonly #server: Server;
  readonly #admission: Admission;
  readonly #names: ReadonlySet<string>;
  /** Cookies know no ports: with the port in its name, two stations on one machine leave each other's alone. */
  readonly #cookie: string;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  #closed: Promise<void> | null = null;

  constructor(server: Server, port: number, options: ServeWindowOptions) {
    this.#server = server;
    this.#options = options;
    this.#admission = new Admission(options.clock ?? systemHost().clock);
    this.#names = new Set([`${LOOPBACK}:${port}`, `localhost:${port}`]);
    this.#cookie = `vigil-${port}`;
    this.origin = `http://${LOOPBACK}:${port}`;
    this.url = this.issueUrl();
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.log('error', `could not answer a window: ${String(error)}`);
        if (!response.headersSent)
          plainPage(response, 500, 'The station could not read its own files. Its log says why.');
        else response.destroy();
      });
    });
    // Such as too many open files: it costs that window, and must not cost the station.
    server.on('error', (error) => options.log('error', `could not take a window's connection: ${error.message}`));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  issueUrl(): string {
    return `${this.origin}${ENTER}${this.#admission.issueToken()}`;
  }

  close(): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets.clients) socket.close(1001, 'the station ends');
      this.#server.closeIdleConnections();
      // A window that does not answer the goodbye must not hold the station.
      setTimeout(() => {
        for (const socket of this.#sockets.clients) socket.terminate();
        this.#server.closeAllConnections();
      }, 500).unref();
    });
    return this.#closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value);
    if (!this.#namesUs(request)) {
      plainPage(response, 421, `This station answers at ${this.origin} only.`);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      plainPage(response, 405, 'Only GET and HEAD.');
      return;
    }
    const pathname = pathOf(request);
    const admitted = this.#admits(request);
    if (pathname.startsWith(ENTER)) {
      this.#enter(request, response, pathname.slice(ENTER.length), admitted);
      return;
    }
    if (!admitted) {
      noAdmissionPage(response);
      return;
    }
    await this.#sendFile(request, response, pathname);
  }

  /** Exchanges the token for the cookie. HEAD uses nothing up: previewers of links send it. */
  #enter(request: IncomingMessage, response: ServerResponse, token: string, admitted: boolean): void {
    const pass = admitted || request.method === 'HEAD' ? null : this.#admission.exchange(token);
    if (!admitted && pass === null) {
      noAdmissionPage(response);
      return;
    }
    if (pass !== null) response.setHeader('Set-Cookie', `${this.#cookie}=${pass}; Path=/; HttpOnly; SameSite=Strict`);
    response.writeHead(303, { Location: '/' }).end();
  }

  async #sendFile(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const page = pageFile(pathname);
    const bytes = page && (await readPageFile(this.#options.rendererDir, page));
    if (page === null || bytes === null) {
      plainPage(response, 404, 'There is no such page.');
      return;
    }
    response.writeHead(200, { 'Content-Type': page.mimeType, 'Content-Length': bytes.byteLength });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusal(request);
    if (refusal !== null) {
      this.#options.log('warn', `refused a window's socket: ${refusal}`);
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const carrier = socketCarrier(webSocket, this.#options.limits ?? socketLimits);
      this.#options.station.attach(carrier);
    });
  }

  /** Why this upgrade is not for us; null when it is. */
  #refusal(request: IncomingMessage): string | null {
    if (!this.#namesUs(request)) return 'it names another host';
    // A page elsewhere can open a socket to us, cookie and all; only the browser's Origin tells it from ours.
    if (request.headers.origin !== `http://${request.headers.host}`) return 'it comes from a page of another origin';
    if (!this.#admits(request)) return 'it brings no valid pass';
    if (pathOf(request) !== BRIDGE) return `the bridge is at ${BRIDGE}`;
    if (this.#sockets.clients.size >= MAX_WINDOWS) return `${MAX_WINDOWS} windows are open already`;
    if (this.#closed !== null) return 'the station ends';
    return null;
  }

  #namesUs(request: IncomingMessage): boolean {
    return this.#names.has(request.headers.host ?? '');
  }

  #admits(request: IncomingMessage): boolean {
    const prefix = `${this.#cookie}=`;
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.some((cookie) => cookie.startsWith(prefix) && this.#admission.admits(cookie.slice(prefix.length)));
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function checkBuilt(rendererDir: string): void {
  const index = join(rendererDir, 'index.html');
  if (existsSync(index)) return;
  throw new Error(`The window is not built: ${index} is missing. Run "npm run build" first.`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program uses it' : cause.message;
      reject(
        new Error(`Can't listen on ${LOOPBACK}:${port}: ${why}. Choose another with --port, or 0 for any.`, { cause }),
      );
    });
    server.listen(port, LOOPBACK, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}
