import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium } from 'playwright';
import { browserFlags, findBrowser } from '#tools/browser.ts';

/** A browser whose tabs hide each other, as they do for people: Playwright's own shows all of its pages at once. */
export interface TabbedBrowser {
  /** Its pages are tabs of one window. */
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** @throws Error when there is no Chromium, or it does not start within 20 s */
export async function startTabbedBrowser(): Promise<TabbedBrowser> {
  const executable = findBrowser();
  if (executable === null) throw new Error('no Chromium that starts');
  const profile = mkdtempSync(join(tmpdir(), 'vigil-tabs-'));
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1280,800'];
  const child = spawn(executable, [...browserFlags, ...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Chromium told no address in 20 s')), 20_000);
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const told = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (told === undefined) return;
      clearTimeout(timer);
      resolve(told);
    });
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no window');
  return {
    context,
    close: async () => {
      // What is connected is only let go by closing it: the browser itself ends when it is told to.
      await (await browser.newBrowserCDPSession()).send('Browser.close').catch(() => child.kill());
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
