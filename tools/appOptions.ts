import type { HostName } from './openApp.ts';

/** Options that `npm start` and `npm run demo` share, as node:util's parseArgs takes them. */
export const appOptions = {
  host: { type: 'string' },
  port: { type: 'string', default: '0' },
  headless: { type: 'boolean', default: false },
} as const;

/** Their lines in a usage text. */
export const appUsage = `  --host HOST     electron, or browser; without it Electron where it can be had
  --port P        port of the browser host on 127.0.0.1 (any free one)
  --headless      browser host without a window: prints the address`;

/** @throws Error when the name is none of ours. */
export function hostName(name: string | undefined): HostName | undefined {
  if (name === undefined || name === 'electron' || name === 'browser') return name;
  throw new Error(`--host ${name}: must be electron or browser`);
}
