import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program of the repository in a process of its own, which is spoken to in lines of JSON. */
export interface TalkingChild<Order> {
  readonly pid: number;
  /** Resolves when it has ended, whoever ended it, and all it had told has been heard. */
  readonly gone: Promise<void>;
  say(order: Order): void;
  signal(signal: NodeJS.Signals): void;
  /** Ends it as a power failure would. All it had told has then been heard. */
  kill(): Promise<void>;
}

/**
 * Starts a TypeScript program. `onLine` hears what it tells. When it ends without having been killed here, `onDeath` hears why:
 * such a run is worth nothing.
 */
export function startChild<Line, Order>(
  program: string,
  args: readonly string[],
  onLine: (line: Line) => void,
  onDeath: (why: string) => void,
): TalkingChild<Order> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let isKilled = false;
  const errors: string[] = [];
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error(`${program}: has no pipes`);
  // Written to while it dies.
  stdin.on('error', () => {});
  createInterface({ input: stderr }).on('line', (line) => errors.push(line));
  // 'close' comes when the process is gone and its pipes are empty.
  const gone = new Promise<void>((resolve) =>
    child.once('close', (code, signal) => {
      if (!isKilled)
        onDeath(`${program} ${args.join(' ')} ended (${code ?? signal}):\n${errors.slice(-20).join('\n')}`);
      resolve();
    }),
  );
  createInterface({ input: stdout }).on('line', (text) => {
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      // Half a line is what a killed process leaves behind.
      return;
    }
    onLine(line);
  });
  return {
    pid: child.pid ?? 0,
    gone,
    say: (order) => void stdin.write(`${JSON.stringify(order)}\n`),
    signal: (signal) => void child.kill(signal),
    kill: () => {
      isKilled = true;
      child.kill('SIGKILL');
      return gone;
    },
  };
}
