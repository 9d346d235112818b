import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rooms } from '#tools/rooms.ts';

const root = resolve(import.meta.dirname, '..', '..');
let copy: string;

/** A house with the same guards and nothing in it but what is planted. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'vigil-rooms-'));
  const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { overrides: object[] };
  writeFileSync(join(copy, 'biome.json'), JSON.stringify({ root: true, overrides }));
});

afterAll(() => rmSync(copy, { recursive: true }));

/** Import specifiers the linter refuses in a file that stands at `path`. */
function refused(path: string, specifiers: readonly string[]): string[] {
  const file = join(copy, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, specifiers.map((specifier, n) => `import { x as x${n} } from '${specifier}';\n`).join(''));
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=200', path],
    { cwd: copy, encoding: 'utf8' },
  );
  if (!stdout.startsWith('{')) throw new Error(`the linter gave no report: ${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { start?: { line: number } } }[] };
  const lines = new Set(diagnostics.map(({ location }) => location.start?.line));
  return specifiers.filter((_, n) => lines.has(n + 1));
}

describe('every room refuses what it must not import', () => {
  for (const { path, mayImport, refuses } of rooms) {
    const file = path.endsWith('.ts') ? path : `${path}/planted.ts`;
    it(`${path} refuses ${refuses.join(', ')}`, () => {
      expect(refused(file, refuses)).toEqual([...refuses]);
    });
    it(`${path} accepts its neighbours and what its row names`, () => {
      const examples = mayImport.map((pattern) => pattern.replace('**', 'some/file.ts').replace('*', 'some'));
      expect(refused(file, ['./neighbour.ts', ...examples])).toEqual([]);
    });
  }
});
