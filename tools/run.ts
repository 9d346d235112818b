import { spawnSync } from 'node:child_process';

/** Runs one of the repository's own tools with its output in sight; true when it ended well. */
export function run(tool: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  return (
    spawnSync(`node_modules/.bin/${tool}`, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    }).status === 0
  );
}

/** Runs named steps in turn, all of them, and tells at the end which failed. Sets the exit code. */
export function runSteps(steps: readonly (readonly [name: string, step: () => boolean])[]): void {
  const failed = steps.filter(([name, step]) => {
    const started = performance.now();
    const ok = step();
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    return !ok;
  });
  if (failed.length > 0) {
    console.log(`\nFailed: ${failed.map(([name]) => name).join(', ')}`);
    process.exitCode = 1;
  }
}
