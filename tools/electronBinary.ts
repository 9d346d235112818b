import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's executable, without asking the package for it: merely resolving 'electron' starts a download.
 * null: not on this machine.
 */
export function electronBinary(): string | null {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? 'node_modules/electron/dist';
  const named = 'node_modules/electron/path.txt';
  const executable = existsSync(named) ? readFileSync(named, 'utf8').trim() : defaultExecutable();
  const binary = join(dist, executable);
  return existsSync(binary) ? binary : null;
}

/** Electron's executable, fetched if it is not there. null: not there and not to be had. */
export function fetchElectronBinary(): string | null {
  const present = electronBinary();
  if (present) return present;
  spawnSync(process.execPath, ['node_modules/electron/install.js'], { stdio: 'ignore', timeout: 180_000 });
  return electronBinary();
}

function defaultExecutable(): string {
  if (process.platform === 'win32') return 'electron.exe';
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return 'electron';
}
