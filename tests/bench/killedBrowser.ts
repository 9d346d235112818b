import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { until } from '#tests/support/until.ts';
import { browserFlags, ensureBrowser } from '#tools/browser.ts';

/** A browser with a folder of its own that outlives it, so that it can be killed and started again on what it kept. */
export class KilledBrowser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vigil-browser-'));
  #child: ChildProcess | null = null;
  #browser: Browser | null = null;

  /** Starts it, lets it in by a one-time address and opens another of the same host. Again after {@link kill}. */
  async open(oneTimeUrl: string, url: string): Promise<Page> {
    const portFile = join(this.#folder, 'DevToolsActivePort');
    rmSync(portFile, { force: true });
    // A process group of its own: all its processes are killed at once, as a power failure would.
    this.#child = spawn(
      ensureBrowser(),
      [
        ...browserFlags,
        '--headless=new',
        '--remote-debugging-port=0',
        `--user-data-dir=${this.#folder}`,
        'about:blank',
      ],
      { detached: true, stdio: 'ignore' },
    );
    let port = '';
    await until(
      'the browser listens',
      () => {
        port = readOr(portFile, '').split('\n')[0] ?? '';
        return port !== '';
      },
      20_000,
    );
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error('the browser has no context');
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await context.request.get(oneTimeUrl);
    await page.goto(url);
    return page;
  }

  /** Ends all its processes with SIGKILL, and waits for the first of them to be gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await ended;
    this.#child = null;
    await this.#browser?.close().catch(() => {});
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}
