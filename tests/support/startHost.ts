import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The browser host as it is shipped, in a process of its own. */
export interface RunningHost {
  readonly pid: number;
  /** Address with a one-time token. */
  readonly url: string;
  /** Where its station keeps its record, until `stop`. */
  readonly dataFolder: string;
  /** Ends it as a service manager would. Again: no effect. */
  end(): Promise<void>;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

/**
 * Starts the built browser host on some gateways.
 *
 * @throws Error when it ends or prints no address within 20 s; what it wrote is in the message. Needs `npm run build`.
 */
export async function startHost(gateways: readonly string[]): Promise<RunningHost> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-host-'));
  const configFile = join(folder, 'vigil.config.json');
  writeFileSync(
    configFile,
    JSON.stringify({ stationName: 'Test', gateways: gateways.map((address) => ({ address })) }),
  );
  const child = spawn(process.execPath, ['out/main/node.js', '--config', configFile, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the browser host ${why}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail('printed no address in 20 s'), 20_000);
    child.once('exit', (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        const address = /http:\/\/\S+/.exec(line)?.[0];
        if (!address) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
  const end = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    url,
    dataFolder: join(folder, 'vigil-data'),
    end,
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
