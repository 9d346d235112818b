import type { Session } from 'electron';
import type { Host } from '#main/hosts/host.ts';

/** What pages may do beyond painting. Each line with its reason; none is needed yet. */
const allowed: ReadonlySet<string> = new Set([]);

/** Answers every question of a page for a permission, a device or the screen: no, unless the list above says yes. */
export function denyPermissions(session: Session, log: Host['log']): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    const granted = allowed.has(permission);
    if (!granted) log('warn', `a page asked for the permission "${permission}" and did not get it`);
    callback(granted);
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}
