import { app, BrowserWindow, Menu, powerSaveBlocker, session } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { registerAppScheme, serveAppScheme } from './appScheme.ts';
import { menuTemplate } from './menu.ts';
import { denyPermissions } from './permissions.ts';
import { announceStationGone, answerPortRequests } from './portRequests.ts';
import { StationSupervisor } from './stationSupervisor.ts';
import { guardContents, openWindow } from './windows.ts';

export interface ShellOptions {
  readonly host: Host;
  readonly rendererDir: string;
  /** The built preload script. */
  readonly preload: string;
  /** The built station process. */
  readonly stationProcess: string;
  readonly configFile: string;
}

/**
 * Runs the desktop shell: one instance, windows on the app scheme, the station beside it. It decodes no patient data; it
 * hands each window a port to the station and steps aside. Resolves when the first window was opened, or at once when
 * another instance runs already; that one comes to the front.
 *
 * Call before Electron is ready: the sandbox and the scheme can't be set later.
 */
export async function startShell({
  host,
  rendererDir,
  preload,
  stationProcess,
  configFile,
}: ShellOptions): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    host.log(
      'warn',
      'Vigil runs already and comes to the front, on its own configuration; end it first to use another.',
    );
    app.quit();
    return;
  }
  app.enableSandbox();
  registerAppScheme();
  const { log } = host;
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  denyPermissions(session.defaultSession, log);
  serveAppScheme(rendererDir, log);
  const supervisor = new StationSupervisor(host, {
    modulePath: stationProcess,
    configFile,
    version: app.getVersion(),
    onExit: announceStationGone,
  });
  answerPortRequests((windowId, deliver) => supervisor.connect(windowId, deliver), log);
  stopBeforeQuit(supervisor);
  // Nobody touches a wall for twelve hours; its display must not go dark.
  powerSaveBlocker.start('prevent-display-sleep');

  const open = (): void => void openWindow(preload, host);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(open, app.isPackaged)));
  app.on('second-instance', () => bringToFront(open));
  app.on('activate', () => bringToFront(open));
  open();
}

/** Holds the first quit until the station has closed its links, so that gateways see an end and not a loss. */
function stopBeforeQuit(supervisor: StationSupervisor): void {
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void supervisor.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}

function bringToFront(open: () => void): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) {
    open();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.focus();
}
