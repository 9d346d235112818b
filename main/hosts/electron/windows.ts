import { BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle, type WebContents } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { isAppPage } from './appScheme.ts';

/** A window that crashes again and again is reloaded, but not in a tight loop. */
const RELOAD_DELAYS_MS = [0, 1_000, 5_000, 15_000];
/** A window that ran this long has recovered: its next crash counts as the first. */
const STEADY_MS = 60_000;

/**
 * Opens a window of the wall at an address of the app scheme, over the whole of `area`, or where the system puts it. It
 * closes as windows do; a crashed one comes back by itself.
 */
export function openWindow(
  preload: string,
  { clock, log }: Host,
  address: string,
  area: Rectangle | null,
): BrowserWindow {
  const window = new BrowserWindow({ ...windowOptions(preload), ...area });
  reloadAfterCrash(window.webContents, { clock, log });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(address).catch((error: unknown) => log('error', `the window could not load: ${String(error)}`));
  return window;
}

function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    title: 'Vigil',
    width: 1600,
    height: 900,
    show: false,
    // What shows before the first paint. A white flash hurts in a dim room.
    backgroundColor: '#000000',
    webPreferences: {
      preload,
      // All but the last two are Electron's defaults; said aloud so that a changed default can't open the window.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // A wall behind another window must go on receiving, or it would be stale when it comes to the front.
      backgroundThrottling: false,
      // An alarm sounds in a window that nobody has clicked in yet, such as after a restart in the night.
      autoplayPolicy: 'no-user-gesture-required',
    },
  };
}

/**
 * Keeps any page on the one page there is: no navigation but its own reload, no webviews. It opens no window either:
 * `openMore` hears what it wants to open, may open a window of our own, and says whether it was that.
 */
export function guardContents(contents: WebContents, log: Host['log'], openMore: (address: string) => boolean): void {
  const refuse = (event: { preventDefault(): void }, what: string): void => {
    event.preventDefault();
    log('warn', `a page tried ${what} and was not let`);
  };
  contents.on('will-navigate', (event) => {
    if (!isAppPage(event.url)) refuse(event, 'to leave for another address');
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) refuse(event, 'to load a frame');
  });
  contents.on('will-redirect', (event) => refuse(event, 'to follow a redirect'));
  contents.on('will-attach-webview', (event) => refuse(event, 'to attach a webview'));
  contents.setWindowOpenHandler(({ url }) => {
    if (!openMore(url)) log('warn', 'a page tried to open a window and was not let');
    // Never by the page itself: a window of ours owes nothing to the one that asked for it.
    return { action: 'deny' };
  });
}

function reloadAfterCrash(contents: WebContents, { clock, log }: Pick<Host, 'clock' | 'log'>): void {
  let crashes = 0;
  let lastCrashMs = clock.monotonicMs();
  let pending: NodeJS.Timeout | undefined;
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const nowMs = clock.monotonicMs();
    crashes = nowMs - lastCrashMs > STEADY_MS ? 0 : crashes;
    lastCrashMs = nowMs;
    const delayMs = RELOAD_DELAYS_MS[Math.min(crashes, RELOAD_DELAYS_MS.length - 1)]!;
    crashes++;
    log('error', `the window's process is gone (${reason}, exit ${exitCode}): reloading in ${delayMs} ms`);
    clearTimeout(pending);
    pending = setTimeout(() => contents.reload(), delayMs);
  });
  contents.once('destroyed', () => clearTimeout(pending));
}
