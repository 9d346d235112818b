import { BrowserWindow, type IpcMainEvent, ipcMain, type MessagePortMain } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { isAppPage } from './appScheme.ts';

// The channels between preload and shell; preload/index.ts knows them by the same names.
/** Both ways: a request for a port, and the port. */
const PORT_CHANNEL = 'vigil:port';
/** To the windows: all ports are dead. */
const STATION_GONE_CHANNEL = 'vigil:station-gone';

/**
 * Answers the windows' requests for a port to the station. Only the top frame of our own page gets one; other senders
 * get nothing and a line in the log. The request's number comes back with the port, so that a page that asked twice
 * knows which is which.
 */
export function answerPortRequests(
  connect: (windowId: number, deliver: (port: MessagePortMain) => void) => void,
  log: Host['log'],
): void {
  ipcMain.on(PORT_CHANNEL, (event, request: unknown) => {
    const refusal = refusalOf(event, request);
    if (refusal !== null) {
      log('warn', `refused a port to the station: ${refusal}`);
      return;
    }
    connect(event.sender.id, (port) => {
      // Read again: the frame may have gone or navigated while the station was away.
      const frame = event.senderFrame;
      if (frame === null || frame.isDestroyed() || !isAppPage(frame.url)) port.close();
      else frame.postMessage(PORT_CHANNEL, request, [port]);
    });
  });
}

function refusalOf(event: IpcMainEvent, request: unknown): string | null {
  const frame = event.senderFrame;
  if (frame === null) return 'its frame is gone';
  if (frame.parent !== null || !isAppPage(frame.url)) return 'it does not come from the window itself';
  if (!Number.isSafeInteger(request)) return 'the request has no number';
  return null;
}

/**
 * Tells all windows that the station's process ended. A port can't be relied on to say so itself: only Electron's own
 * patch to Chromium makes it, and a wall that does not know is a frozen wall.
 */
export function announceStationGone(): void {
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    if (!webContents.isDestroyed() && isAppPage(webContents.getURL())) webContents.send(STATION_GONE_CHANNEL);
  }
}
