import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ConfigError, type StationConfig } from '#main/config.ts';
import { CONFIG_NAME, readConfigFile } from '#main/hosts/configFile.ts';
import { freeBytes, keptIn } from '#main/hosts/diskSpace.ts';
import type { Host, Secrets } from '#main/hosts/host.ts';
import { findProduct } from '#main/hosts/node/product.ts';
import { type BrowserHost, serveWindow } from '#main/hosts/node/serveWindow.ts';
import { secretFile, takePassphrase } from '#main/hosts/secretFile.ts';
import { systemHost } from '#main/hosts/systemHost.ts';
import { type StationOptions, startStation } from '#main/station.ts';

const USAGE = `usage: node out/main/node.js [--config FILE] [--port P] [--renderer DIR]
  --config FILE  the station's configuration; ./${CONFIG_NAME} if left out
  --port P       port on 127.0.0.1; any free one if left out
  --renderer DIR another build of the window`;

/** Beside the configuration, where that names no other. */
const DATA_FOLDER = 'vigil-data';

/** Beside the configuration, where that names no other; the history itself is in the browser's profile. */
const KEY_FILE = join('vigil-keys', 'history.key');

/** Exit codes: 0 ended on request, 1 could not start, 2 called or configured wrongly. */
const COULD_NOT_START = 1;
const CALLED_WRONGLY = 2;

export interface BrowserHostOptions {
  /** Without a data folder the record of alarms is gone with the station. */
  readonly config: Pick<StationConfig, 'stationName' | 'gateways'> & Partial<StationConfig>;
  /** What went wrong before, for the window to show. */
  readonly notices?: readonly string[];
  readonly port?: number;
  /** The product's own build if left out. */
  readonly rendererDir?: string | undefined;
  readonly host?: Host;
  /** Keeps the key of the history, which is gone with the station when not given. */
  readonly secrets?: Secrets;
  /** The disk of the history, which is not watched when not given. */
  readonly space?: StationOptions['space'];
}

/**
 * A whole station with a window in the browser, in this process. `close()` ends the windows, then the station.
 *
 * @throws Error when the renderer was not built or the port is taken; the station is closed again then
 */
export async function runBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { config, notices = [], port = 0, host = systemHost(), secrets, space } = options;
  const product = findProduct();
  const station = startStation(host, {
    ...config,
    version: product.version,
    notices,
    secrets,
    space,
    keep: config.history?.keep,
  });
  try {
    const rendererDir = options.rendererDir ?? product.rendererDir;
    const served = await serveWindow({ station, rendererDir, port, log: host.log, clock: host.clock });
    return {
      url: served.url,
      origin: served.origin,
      issueUrl: () => served.issueUrl(),
      async close() {
        await served.close();
        await station.close();
      },
    };
  } catch (error) {
    await station.close();
    throw error;
  }
}

async function main(): Promise<void> {
  const host = systemHost();
  const { configFile, port, rendererDir } = readArguments();
  const { config: read, problems } = await readConfigFile(configFile);
  for (const problem of problems) host.log('warn', problem);
  const folder = read.history.browserFolder ?? homedir();
  const history = { ...read.history, keep: await keptIn(folder, read.history.keep, host.log) };
  const config = { ...read, history, dataFolder: read.dataFolder ?? join(dirname(configFile), DATA_FOLDER) };
  const keyFile = read.history.keyFile ?? join(dirname(configFile), KEY_FILE);
  const secrets = secretFile(keyFile, takePassphrase(process.env));
  const space = { freeBytes: () => freeBytes(folder), limits: read.history.space };
  const running = await runBrowserHost({ config, notices: problems, port, rendererDir, host, secrets, space });
  console.log(`Open ${running.url}  (good once, for 10 minutes; Enter prints a fresh one)`);

  const terminal = createInterface({ input: process.stdin });
  terminal.on('line', () => console.log(`Open ${running.issueUrl()}`));
  const end = (): void => {
    terminal.close();
    void running.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function readArguments(): { configFile: string; port: number; rendererDir: string | undefined } {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, port: { type: 'string' }, renderer: { type: 'string' } },
  });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ConfigError(`--port ${values.port}: not a port. Give 0 to 65535; 0 takes any free one.\n${USAGE}`);
  }
  return { configFile: resolve(values.config ?? CONFIG_NAME), port, rendererDir: values.renderer };
}

function isEntry(): boolean {
  const started = process.argv[1];
  return started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isEntry()) {
  main().catch((error: unknown) => {
    const isArgument = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    console.error(error instanceof Error ? error.message : error);
    if (isArgument) console.error(USAGE);
    process.exit(isArgument || error instanceof ConfigError ? CALLED_WRONGLY : COULD_NOT_START);
  });
}
