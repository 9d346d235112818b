import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { browserFlags, findBrowser } from './browser.ts';
import { fetchElectronBinary } from './electronBinary.ts';

export type HostName = 'electron' | 'browser';

export interface OpenOptions {
  /** Which host; undefined: Electron where its binary is there or can be fetched, else the browser host. */
  readonly host: HostName | undefined;
  /** Station's configuration. */
  readonly configFile: string;
  /** Port of the browser host; 0: any free one. */
  readonly port: number;
  /** Browser host only: serve, and open no window. */
  readonly headless: boolean;
}

/** The application, running. */
export interface OpenApp {
  /** Resolves with the exit code when the application has ended. */
  readonly ended: Promise<number>;
  close(): void;
}

/**
 * Opens the built application on the host asked for, or on the best there is, and says which.
 *
 * @throws Error when Electron was asked for and is not to be had.
 */
export function openApp({ host, configFile, port, headless }: OpenOptions): OpenApp {
  if (host === 'electron' && headless)
    throw new Error('--host electron has a window: leave it out, or leave out --headless.');
  const binary = host === 'browser' || headless ? null : fetchElectronBinary();
  if (binary) {
    // Electron refuses to start as root with its sandbox on.
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return supervise(spawn(binary, ['.', ...flags, '--config', configFile], { stdio: 'inherit' }), () => {});
  }
  if (host === 'electron')
    throw new Error('Electron is not on this machine and cannot be fetched; use --host browser.');
  if (host === undefined && !headless) {
    console.log('Electron is not on this machine and cannot be fetched: opening the browser host instead.');
  }
  return openBrowserHost(configFile, port, headless);
}

function openBrowserHost(configFile: string, port: number, headless: boolean): OpenApp {
  const station = spawn(process.execPath, ['out/main/node.js', '--config', configFile, '--port', String(port)], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let closeWindow = (): void => {};
  createInterface({ input: station.stdout }).on('line', (line) => {
    console.log(line);
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address && !headless) closeWindow = openWindow(address, () => station.kill());
  });
  return supervise(station, () => closeWindow());
}

/**
 * Opens an installed Chromium as an application window, with a profile of its own; returns what closes it. `onClosed` is
 * called when a person has closed the window. Without a browser or a display, the address that stands printed has to do.
 */
function openWindow(address: string, onClosed: () => void): () => void {
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  const browser = hasDisplay ? findBrowser() : null;
  const askPerson = (): void => console.log('Open the address above in a browser on this machine. Ctrl-C ends Vigil.');
  if (browser === null) {
    askPerson();
    return () => {};
  }
  const profile = mkdtempSync(join(tmpdir(), 'vigil-profile-'));
  const flags = [...browserFlags, `--app=${address}`, `--user-data-dir=${profile}`, '--start-maximized'];
  const child = spawn(browser, flags, { stdio: 'ignore' });
  child.on('exit', (code) => {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    if (code === 0) onClosed();
    else askPerson();
  });
  return () => child.kill();
}

function supervise(child: ChildProcess, onClose: () => void): OpenApp {
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(`The application did not start: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => {
      onClose();
      resolve(code ?? 0);
    });
  });
  return { ended, close: () => child.kill() };
}
