import { ConfigError, defaultHistory, type ReadConfig } from '#main/config.ts';
import { readConfigFile } from '#main/hosts/configFile.ts';
import { freeBytes, keptIn } from '#main/hosts/diskSpace.ts';
import { serveShell } from '#main/hosts/electron/stationSide.ts';
import { secretFile, takePassphrase } from '#main/hosts/secretFile.ts';
import { systemHost } from '#main/hosts/systemHost.ts';
import { startStation } from '#main/station.ts';

// The station of the desktop application, alone in a utility process. It reads the configuration itself: neither
// gateways' keys nor patients' data ever enter the shell.
const host = systemHost();

serveShell({
  parent: process.parentPort,
  log: host.log,
  exit: (code) => process.exit(code),
  openStation: async (configFile, version, userFolder, keychain) => {
    const { config, problems } = await readOrExplain(configFile);
    for (const problem of problems) host.log('warn', problem);
    const dataFolder = config.dataFolder ?? userFolder;
    const { keyFile, browserFolder = userFolder, space: limits } = config.history;
    const keep = await keptIn(browserFolder, config.history.keep, host.log);
    const secrets = keyFile === undefined ? keychain : secretFile(keyFile, takePassphrase(process.env));
    const space = { freeBytes: () => freeBytes(browserFolder), limits };
    return startStation(host, { ...config, dataFolder, version, notices: problems, secrets, keep, space });
  },
});

/** A station without a usable configuration starts all the same: an empty wall that says why helps more than no window. */
async function readOrExplain(configFile: string): Promise<ReadConfig> {
  try {
    return await readConfigFile(configFile);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      config: { stationName: 'Vigil', gateways: [], staff: [], dataFolder: undefined, history: defaultHistory },
      problems: [error.message],
    };
  }
}
