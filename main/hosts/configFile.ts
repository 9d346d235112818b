import { readFile } from 'node:fs/promises';
import { ConfigError, parseConfig, type ReadConfig } from '#main/config.ts';

/** Name of a configuration file, where nobody names another. */
export const CONFIG_NAME = 'vigil.config.json';

/**
 * Reads a station's configuration file. `problems` names the gateways that were left out, each with where, what and
 * what to do; the rest of the ward goes on.
 *
 * @throws ConfigError when the file can't be read or used at all
 */
export async function readConfigFile(file: string): Promise<ReadConfig> {
  return parseConfig(await readText(file), file);
}

async function readText(file: string): Promise<string> {
  try {
    // Unlike 'utf8' it leaves out the byte order mark with which some editors begin a file.
    return new TextDecoder().decode(await readFile(file));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const what = code === 'ENOENT' ? 'there is no such file' : `it can't be read (${String(code ?? cause)})`;
    throw new ConfigError(
      `${file}: ${what}. Copy vigil.config.example.jsonc to it and name your ward gateways, or point --config to another.`,
      { cause },
    );
  }
}
