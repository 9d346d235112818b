import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { app } from 'electron';
import { CONFIG_NAME } from '#main/hosts/configFile.ts';
import { startShell } from '#main/hosts/electron/shell.ts';
import { systemHost } from '#main/hosts/systemHost.ts';

// Entry of the desktop application; `--config FILE` names the station's configuration. The build puts all parts below
// out/: this file in out/main, the others beside it.
const out = join(import.meta.dirname, '..');

startShell({
  host: systemHost(),
  rendererDir: join(out, 'renderer'),
  preload: join(out, 'preload', 'index.cjs'),
  stationProcess: join(out, 'main', 'stationProcess.js'),
  configFile: configFile(),
}).catch((error: unknown) => {
  console.error(`The desktop application could not start: ${String(error)}`);
  app.exit(1);
});

/** The file named on the command line, else the one in the working folder, else the one of this user's installation. */
function configFile(): string {
  // Not strict: Chromium's own switches stand on the same line.
  const { values } = parseArgs({ options: { config: { type: 'string' } }, strict: false, args: process.argv.slice(1) });
  if (typeof values['config'] === 'string') return resolve(values['config']);
  const here = resolve(CONFIG_NAME);
  return existsSync(here) ? here : join(app.getPath('userData'), CONFIG_NAME);
}
