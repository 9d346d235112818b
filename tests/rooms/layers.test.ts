import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');

/** What a planted line gives when it is compiled as if it stood in `room`. */
function compile(room: string, line: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'vigil-layer-'));
  writeFileSync(join(dir, 'planted.ts'), `${line}\nexport {};\n`);
  const typeRoots = [join(root, 'node_modules/@types'), join(root, 'node_modules')];
  const config = {
    extends: join(root, room, 'tsconfig.json'),
    compilerOptions: { rootDir: dir, typeRoots },
    include: [dir],
  };
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', dir], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  return stdout;
}

describe('every layer sees its own world only', () => {
  const refusals: readonly [room: string, line: string, name: string][] = [
    ['domain', 'document.title;', 'document'],
    ['domain', 'process.exit();', 'process'],
    ['domain', 'setTimeout(() => {}, 1);', 'setTimeout'],
    ['domain', 'performance.now();', 'performance'],
    ['domain', 'console.log(1);', 'console'],
    ['bridge', 'window.close();', 'window'],
    ['bridge', 'Buffer.alloc(1);', 'Buffer'],
    ['main', 'document.title;', 'document'],
    ['fixtures', 'document.title;', 'document'],
    ['preload', 'process.exit();', 'process'],
    ['renderer', 'process.exit();', 'process'],
    ['renderer', 'Buffer.alloc(1);', 'Buffer'],
  ];
  it.each(refusals)('%s does not know `%s`', (room, line, name) => {
    expect(compile(room, line)).toContain(`'${name}'`);
  });

  it.each([
    ['main', 'process.exit();'],
    ['renderer', 'document.title.trim();'],
  ])('%s knows `%s`', (room, line) => {
    expect(compile(room, line)).toBe('');
  });
});

describe('domain and bridge have no clock and no chance of their own', () => {
  const sources = ['domain', 'bridge'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name}`),
  );
  it.each(sources)('%s', (file) => {
    const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(source).not.toMatch(/\b(Date\.now|new Date\(\)|Math\.random)\b/);
  });
});
