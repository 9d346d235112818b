import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { until } from '#tests/support/until.ts';
import { browserFlags, ensureBrowser } from '#tools/browser.ts';
import { treeUsage, type Usage } from './processes.ts';
import { QuietPage, type QuietPageOptions } from './quietPage.ts';

const ENDED_BY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A browser with a folder of its own that outlives it: what it keeps is on the disk, not in memory as in Playwright's own
 * contexts, and it can be killed and started again on it. It ends with whoever started it, and its folder goes; when that is
 * by SIGKILL the folder stays, but the pipes that the browser holds close then, which Chromium takes as its end.
 */
export class DiskBrowser {
  /** What it keeps. */
  readonly folder: string;
  #child: ChildProcess | null = null;
  #browser: Browser | null = null;

  /** `parent`: where its folder is made. */
  constructor(parent = tmpdir()) {
    this.folder = mkdtempSync(join(parent, 'vigil-browser-'));
    for (const signal of ENDED_BY) process.on(signal, this.#onSignal);
  }

  /**
   * Starts it, lets it in by a one-time address and opens another of the same host. Again after {@link kill}. `prepare`:
   * called before the page goes anywhere. Errors of the page are printed.
   */
  async open(
    oneTimeUrl: string,
    url: string,
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<Page> {
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${await this.#start()}`);
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error('the browser has no context');
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await prepare(page);
    await context.request.get(oneTimeUrl);
    await page.goto(url);
    return page;
  }

  /** Starts it and opens a page by a one-time address, without Playwright (quietPage.ts). */
  async openQuiet(oneTimeUrl: string, options: QuietPageOptions): Promise<QuietPage> {
    return QuietPage.open(await this.#start(), oneTimeUrl, options);
  }

  /** Returns where it listens. */
  async #start(): Promise<string> {
    const portFile = join(this.folder, 'DevToolsActivePort');
    rmSync(portFile, { force: true });
    // A process group of its own: all its processes are killed at once, as a power failure would.
    this.#child = spawn(
      ensureBrowser(),
      [
        ...browserFlags,
        '--headless=new',
        '--remote-debugging-port=0',
        '--remote-debugging-pipe',
        `--user-data-dir=${this.folder}`,
        'about:blank',
      ],
      { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    // A pipe that breaks says that it has ended, which is seen by other means.
    for (const pipe of this.#child.stdio) pipe?.on('error', () => {});
    let port = '';
    await until(
      'the browser listens',
      () => {
        port = readOr(portFile, '').split('\n')[0] ?? '';
        return port !== '';
      },
      20_000,
    );
    return port;
  }

  /** Of the first of its processes; null: it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Of all its processes so far. */
  usage(): Usage {
    return treeUsage(this.#child?.pid ?? 0);
  }

  /** Ends all its processes with SIGKILL, and waits for the first of them to be gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    this.#child = null;
    const isEnded = child.exitCode !== null || child.signalCode !== null;
    const ended = isEnded ? null : new Promise((resolve) => child.once('exit', resolve));
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of it is left.
    }
    await ended;
    await this.#browser?.close().catch(() => {});
  }

  async close(): Promise<void> {
    for (const signal of ENDED_BY) process.off(signal, this.#onSignal);
    await this.kill();
    this.#removeFolder();
  }

  /** The process that started it is to end. */
  readonly #onSignal = (): void => {
    try {
      if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
      this.#removeFolder();
    } finally {
      process.exit(1);
    }
  };

  #removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}
