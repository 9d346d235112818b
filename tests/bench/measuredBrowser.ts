import { type Browser, type BrowserServer, type CDPSession, chromium, type Page } from 'playwright';
import { browserFlags, ensureBrowser } from '#tools/browser.ts';
import { treeUsage, type Usage } from './processes.ts';
import type { TraceEvent } from './traceEvents.ts';

/** The window that is measured, in CSS pixels. */
export interface Window {
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
}

/** Memory of V8 after a collection. `page` and `workers`: its heaps; `buffers`: what ArrayBuffers of both hold. */
export interface HeapMb {
  readonly page: number;
  readonly workers: number;
  readonly buffers: number;
}

const MB = 2 ** 20;
const HEAP_READINGS = 4;
/** Out of step with what the page does every 250 ms. */
const HEAP_READING_EVERY_MS = 137;

/** A browser of its own with one page in it, so that what it costs can be told from the kernel's accounting. */
export class MeasuredBrowser {
  readonly page: Page;
  readonly devtools: CDPSession;
  readonly #browser: Browser;
  readonly #server: BrowserServer;

  /**
   * Opens an address. `stored`: what the page finds in its localStorage; `prepare`: called before it goes there. Errors
   * of the page are printed.
   */
  static async open(
    url: string,
    { width, height, dpr }: Window,
    stored: readonly (readonly [name: string, value: string])[] = [],
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<MeasuredBrowser> {
    const server = await chromium.launchServer({
      executablePath: ensureBrowser(),
      args: [...browserFlags],
      headless: true,
    });
    try {
      const browser = await chromium.connect(server.wsEndpoint());
      const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: dpr });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      await page.addInitScript((entries) => {
        for (const [name, value] of entries) localStorage.setItem(name, value);
      }, stored);
      await prepare(page);
      await page.goto(url);
      return new MeasuredBrowser(server, browser, page, await context.newCDPSession(page));
    } catch (cause) {
      await server.close();
      throw cause;
    }
  }

  private constructor(server: BrowserServer, browser: Browser, page: Page, devtools: CDPSession) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    this.devtools = devtools;
  }

  /** Of all processes of the browser so far. */
  usage(): Usage {
    return treeUsage(this.#server.process().pid ?? 0);
  }

  /**
   * What is left after a collection, in the page and its workers. Between collection and reading a living page makes new
   * garbage, up to some MB of it; so the lowest of several readings counts. Each stops the page for a collection.
   */
  async heapMb(): Promise<HeapMb> {
    const readings: HeapMb[] = [];
    for (let n = 0; n < HEAP_READINGS; n++) {
      if (n > 0) await this.page.waitForTimeout(HEAP_READING_EVERY_MS);
      readings.push(await this.#readHeap());
    }
    const least = (of: (reading: HeapMb) => number): number => Math.min(...readings.map(of));
    return {
      page: least(({ page }) => page),
      workers: least(({ workers }) => workers),
      buffers: least(({ buffers }) => buffers),
    };
  }

  async #readHeap(): Promise<HeapMb> {
    await this.devtools.send('HeapProfiler.collectGarbage');
    const page = await this.devtools.send('Runtime.getHeapUsage');
    const workers = await withWorkers(this.devtools, async (send) => {
      await send('HeapProfiler.collectGarbage');
      return (await send('Runtime.getHeapUsage')) as typeof page;
    });
    const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0) / MB;
    return {
      page: page.usedSize / MB,
      workers: sum(workers.map(({ usedSize }) => usedSize)),
      buffers: sum([page, ...workers].map(({ backingStorageSize }) => backingStorageSize)),
    };
  }

  /** Traces for as long as `during` takes. */
  async trace(categories: readonly string[], during: () => Promise<void>): Promise<readonly TraceEvent[]> {
    await this.#browser.startTracing(this.page, { categories: [...categories] });
    await during();
    const bytes = await this.#browser.stopTracing();
    return (JSON.parse(bytes.toString()) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

type Send = (method: string) => Promise<unknown>;

/**
 * Asks every worker of a page, one after the other. Playwright gives no DevTools session of a worker, so they are reached
 * through the one of the page; attached for as long as this takes, since a watched worker is a slower one.
 */
async function withWorkers<T>(devtools: CDPSession, ask: (send: Send) => Promise<T>): Promise<T[]> {
  const sessions: string[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  let last = 0;
  const onAttached = ({ sessionId }: { sessionId: string }): void => {
    sessions.push(sessionId);
  };
  const onMessage = ({ message }: { message: string }): void => {
    const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  };
  devtools.on('Target.attachedToTarget', onAttached);
  devtools.on('Target.receivedMessageFromTarget', onMessage);
  const attach = (autoAttach: boolean): Promise<unknown> =>
    devtools.send('Target.setAutoAttach', { autoAttach, waitForDebuggerOnStart: false, flatten: false });
  await attach(true);
  try {
    const answers: T[] = [];
    for (const sessionId of sessions) {
      answers.push(
        await ask(async (method) => {
          const id = ++last;
          const result = new Promise((resolve) => waiting.set(id, resolve));
          await devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
          return result;
        }),
      );
    }
    return answers;
  } finally {
    await attach(false);
    devtools.off('Target.attachedToTarget', onAttached);
    devtools.off('Target.receivedMessageFromTarget', onMessage);
  }
}
