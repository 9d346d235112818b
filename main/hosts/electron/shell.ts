import { join } from 'node:path';
import { app, Menu, powerSaveBlocker, session } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { registerAppScheme, serveAppScheme } from './appScheme.ts';
import { keychainSecrets } from './keychainSecrets.ts';
import { menuTemplate } from './menu.ts';
import { denyPermissions } from './permissions.ts';
import { announceStationGone, answerPortRequests } from './portRequests.ts';
import { StationSupervisor } from './stationSupervisor.ts';
import { WallWindows } from './wallWindows.ts';
import { guardContents } from './windows.ts';

/** What opens the history, sealed by the keychain; in the user's folder. */
const KEY_FILE = 'history-key.sealed';

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
 * Runs the desktop shell: one instance, windows on the app scheme, the station beside it. It decodes no patient data, and
 * keeps the key of the history, as the keychain answers nobody else; it hands each window a port to the station and steps aside. Resolves when the first window was opened, or at once when
 * another instance runs already; that one comes to the front. A page may ask for more windows of the wall: they are
 * ordinary ones of ours, on other displays, with sessions of their own.
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
  const windows = new WallWindows(preload, host);
  app.on('web-contents-created', (_event, contents) =>
    guardContents(contents, log, (address) => windows.showWanted(address, contents)),
  );
  app.on('window-all-closed', () => app.quit());

  await app.whenReady();
  denyPermissions(session.defaultSession, log);
  serveAppScheme(rendererDir, log);
  const supervisor = new StationSupervisor(host, {
    modulePath: stationProcess,
    configFile,
    version: app.getVersion(),
    userFolder: app.getPath('userData'),
    secrets: keychainSecrets(join(app.getPath('userData'), KEY_FILE)),
    onExit: announceStationGone,
  });
  answerPortRequests((windowId, deliver) => supervisor.connect(windowId, deliver), log);
  stopBeforeQuit(supervisor);
  // Nobody touches a wall for twelve hours; its display must not go dark.
  powerSaveBlocker.start('prevent-display-sleep');

  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(() => windows.showNext(), app.isPackaged)));
  app.on('second-instance', () => windows.showAny());
  app.on('activate', () => windows.showAny());
  windows.showAny();
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
