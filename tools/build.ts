import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const sources = [
  'domain',
  'bridge',
  'main',
  'preload',
  'renderer',
  'proto/gen',
  'electron.vite.config.ts',
  'package-lock.json',
];
const products = ['out/main/node.js', 'out/main/electron.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds the application unless what is built is newer than every source. @throws Error when the build fails. */
export function buildIfStale(): void {
  const oldest = Math.min(...products.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  if (oldest > Math.max(...sources.map(newest))) return;
  console.log('Building Vigil ...');
  if (!run('electron-vite', ['build', '--logLevel', 'warn']))
    throw new Error('The build failed; its messages are above.');
}
