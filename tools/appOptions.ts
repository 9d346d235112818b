import type { HostName } from './openApp.ts';

/** Options that `npm start` and `npm run demo` share, as node:util's parseArgs takes them. */
export const appOptions = {
  host: { type: 'string' },
  port: { type: 'string', default: '0' },
  headless: { type: 'boolean', default: false },
} as const;

export const appUsage = `  --host HOST     electron, or browser; without it Electron where it can be had
  --port P        port of the browser host on 127.0.0.1 (any free one)
  --headless      browser host without a window: prints the address`;

/** @throws Error when the name is none of ours. */
export function hostName(name: string | undefined): HostName | undefined {
  if (name === undefined || name === 'electron' || name === 'browser') return name;
  throw new Error(`--host ${name}: must be electron or browser`);
}

/** A whole number in a range. @throws Error that names the option. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${option} ${text}: must be a whole number from ${least} to ${most}`);
}

/** Runs a command line's body; what it throws is said in one line, without a stack, and the exit code is 1. */
export async function commandLine(usage: string, body: () => Promise<number>): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(usage);
    return;
  }
  try {
    process.exitCode = await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
