import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The browser host as it is shipped, in a process of its own. */
export interface RunningHost {
  readonly pid: number;
  /** Address with a one-time token; a fresh one after `restart`. */
  readonly url: string;
  /** Where its station keeps its record, until `stop`. */
  readonly dataFolder: string;
  /** Ends it as a service manager would, or by another signal. Again: no effect. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Starts one that has ended again, on the same record and port. */
  start(): Promise<void>;
  /** Ends it as a power failure would, and starts it again on the same record and port. */
  restart(): Promise<void>;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

/** What stands in the configuration besides the gateways. */
export interface HostConfig {
  readonly stationName?: string;
  readonly staff?: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}

/** The disk of whoever runs the tests is no alarm in them. */
const history = { warnBelowGb: 0.2, stopBelowGb: 0.1 };

/** Who hears of a host in its process. */
export interface HostWatch {
  /** What it prints. */
  readonly onLine?: (line: string) => void;
  /** It ended, and nobody here had ended it; what it wrote last. */
  readonly onDeath?: (why: string) => void;
}

/**
 * Starts the built browser host on some gateways. `nodeArguments`: what Node is told before the program, each time.
 *
 * @throws Error when it ends or prints no address within 20 s; what it wrote is in the message. Needs `npm run build`.
 */
export async function startHost(
  gateways: readonly string[],
  config: HostConfig = {},
  nodeArguments: readonly string[] = [],
  watch: HostWatch = {},
): Promise<RunningHost> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-host-'));
  const configFile = join(folder, 'vigil.config.json');
  writeFileSync(
    configFile,
    JSON.stringify({ stationName: 'Test', ...config, history, gateways: gateways.map((address) => ({ address })) }),
  );
  let running = await startProcess(configFile, '0', nodeArguments, watch);
  const end = (signal?: NodeJS.Signals): Promise<void> => running.end(signal);
  const start = async (): Promise<void> => {
    running = await startProcess(configFile, new URL(running.url).port, nodeArguments, watch);
  };
  return {
    get pid() {
      return running.child.pid ?? 0;
    },
    get url() {
      return running.url;
    },
    dataFolder: join(folder, 'vigil-data'),
    end,
    start,
    restart: async () => {
      await end('SIGKILL');
      await start();
    },
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startProcess(
  configFile: string,
  port: string,
  nodeArguments: readonly string[],
  { onLine = () => {}, onDeath = () => {} }: HostWatch,
) {
  const program = ['out/main/node.js', '--config', configFile, '--port', port];
  const child = spawn(process.execPath, [...nodeArguments, ...program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let isEnded = false;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', (code, signal) => {
      if (!isEnded) onDeath(`the browser host ended (${code ?? signal}):\n${lines.slice(-20).join('\n')}`);
      resolve();
    }),
  );
  const end = (signal?: NodeJS.Signals): Promise<void> => {
    isEnded = true;
    child.kill(signal);
    return ended;
  };
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      void end('SIGKILL');
      reject(new Error(`the browser host ${why}:\n${lines.join('\n')}`));
    };
    const timer = setTimeout(() => fail('printed no address in 20 s'), 20_000);
    child.once('exit', (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine(line);
        const address = /http:\/\/\S+/.exec(line)?.[0];
        if (!address) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
  return { child, end, url };
}
