import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Room, rooms } from '#tools/rooms.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** A row's path as a pattern of the files that stand in it, as Biome reads it. */
function filesOf({ path }: Room): RegExp {
  if (!/[*]|\.ts$/.test(path)) return new RegExp(`^${path}/`);
  return new RegExp(`^${path.replaceAll('.', '\\.').replace('*', '[^/]+')}$`);
}

/** Where a file of the row could stand. */
function planted({ path }: Room, name: string): string {
  if (path.endsWith('*')) return path.replace('*', `${name}.ts`);
  if (path.endsWith('*.ts')) return path.replace('*', name);
  return path.endsWith('.ts') ? path : `${path}/${name}.ts`;
}

/** Import specifiers that stand for what a row allows. */
const examplesOf = ({ mayImport }: Room): string[] => [
  './neighbour.ts',
  ...mayImport.map((pattern) => pattern.replace('**', 'some/file.ts').replaceAll('*', 'some')),
];

let copy: string;
let found: ReadonlyMap<string, ReadonlySet<number>>;

/** Builds a house with the same guards and nothing in it but one file a row, and lets the linter walk through it. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'vigil-rooms-'));
  const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { overrides: object[] };
  writeFileSync(join(copy, 'biome.json'), JSON.stringify({ root: true, overrides }));
  for (const room of rooms) {
    const file = join(copy, planted(room, 'planted'));
    mkdirSync(dirname(file), { recursive: true });
    const specifiers = [...room.refuses, ...examplesOf(room)];
    writeFileSync(file, specifiers.map((specifier, n) => `import { x as x${n} } from '${specifier}';\n`).join(''));
  }
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=2000', '.'],
    { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (!stdout.startsWith('{')) throw new Error(`the linter gave no report: ${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { location: { path: string; start: { line: number } } }[];
  };
  const lines = new Map<string, Set<number>>();
  for (const { location } of diagnostics) {
    lines.set(location.path, (lines.get(location.path) ?? new Set()).add(location.start.line));
  }
  found = lines;
});

afterAll(() => rmSync(copy, { recursive: true }));

describe('every room refuses what it must not import', () => {
  for (const room of rooms) {
    const specifiers = [...room.refuses, ...examplesOf(room)];
    it(`${room.path} refuses ${room.refuses.join(', ')} and accepts what its row names`, () => {
      const lines = found.get(planted(room, 'planted')) ?? new Set();
      expect(specifiers.filter((_, n) => lines.has(n + 1))).toEqual([...room.refuses]);
    });
  }
});

it('every product file stands in exactly one row', () => {
  const files = ['domain', 'bridge', 'main', 'preload', 'renderer', 'fixtures'].flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${layer}/${name}`),
  );
  const rowsOf = (file: string): string[] => rooms.filter((room) => filesOf(room).test(file)).map(({ path }) => path);
  expect(files.map((file) => [file, rowsOf(file)] as const).filter(([, rows]) => rows.length !== 1)).toEqual([]);
});
