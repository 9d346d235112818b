import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

/** Flags every Chromium of ours is started with. Root has no user namespace to build Chromium's own sandbox in. */
export const browserFlags: readonly string[] = [
  '--disable-quic',
  '--no-first-run',
  // An alarm sounds in a window that nobody has clicked in yet, as it does in the desktop application.
  '--autoplay-policy=no-user-gesture-required',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'msedge'];

/** Where each candidate comes from, in the order they are tried. */
function* candidates(): Generator<string> {
  const named = process.env['VIGIL_CHROMIUM'];
  if (named) yield named;
  for (const folder of (process.env['PATH'] ?? '').split(process.platform === 'win32' ? ';' : ':')) {
    for (const name of names) yield join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  }
  if (process.platform === 'darwin') yield '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  yield chromium.executablePath();
}

/** True when the file starts, prints a version and ends. A found but broken browser is no browser. */
function launches(executable: string): boolean {
  if (!existsSync(executable)) return false;
  return spawnSync(executable, [...browserFlags, '--headless', '--version'], { timeout: 20_000 }).status === 0;
}

/** A Chromium that starts: `VIGIL_CHROMIUM`, else PATH, else Playwright's cache. null: none here. */
export function findBrowser(): string | null {
  for (const candidate of candidates()) if (launches(candidate)) return candidate;
  return null;
}

const installs: readonly {
  readonly what: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly possible: () => boolean;
}[] = [
  {
    what: 'Playwright download',
    command: process.execPath,
    args: ['node_modules/playwright/cli.js', 'install', 'chromium'],
    possible: () => true,
  },
  { what: 'apt-get update', command: 'apt-get', args: ['update', '-qq'], possible: isDebianRoot },
  {
    what: 'apt-get install chromium',
    command: 'apt-get',
    args: ['install', '-y', '-qq', 'chromium'],
    possible: isDebianRoot,
  },
];

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * A Chromium that starts, installed if need be: by Playwright, then by apt-get where that is possible.
 *
 * @throws Error when there is none and none can be installed: what was tried, and what to do.
 */
export function ensureBrowser(log: (line: string) => void = console.error): string {
  const present = findBrowser();
  if (present) return present;
  const tried: string[] = [];
  for (const { what, command, args, possible } of installs) {
    if (!possible()) continue;
    log(`No Chromium found; trying: ${what}`);
    const { status } = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'ignore'],
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    tried.push(`${what} (exit ${status ?? 'timeout'})`);
    const found = findBrowser();
    if (found) return found;
  }
  throw new Error(
    `No Chromium that starts. Looked at VIGIL_CHROMIUM, PATH and Playwright's cache; tried ${tried.join(', ')}. ` +
      'Install Chromium or Chrome, or set VIGIL_CHROMIUM to its executable.',
  );
}
