import { readdirSync, readFileSync } from 'node:fs';
import { generate } from './generate.ts';
import { run, runSteps } from './run.ts';

/** `npm run check`: everything that can be said about the house without running it. */

const layers = ['domain', 'bridge', 'main', 'preload', 'renderer', 'fixtures', 'tools', 'tests'];

/** Files that `npm run generate` writes, with their content. */
function generated(): Map<string, string> {
  const files = readdirSync('proto/gen', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `proto/gen/${name}`);
  return new Map(['biome.json', ...files].map((file) => [file, readFileSync(file, 'utf8')]));
}

/** Generates anew and compares. What differs is left as generated, to be committed. */
function generatedIsFresh(): boolean {
  const before = generated();
  generate();
  const after = generated();
  const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  for (const file of stale) console.log(`  ${file} was not what its source makes; it is now: commit it`);
  return stale.length === 0;
}

runSteps([
  ['contract: buf lint', () => run('buf', ['lint'])],
  ['generated code is fresh', generatedIsFresh],
  ...layers.map((layer): [string, () => boolean] => [`types: ${layer}`, () => run('tsc', ['-p', layer])]),
  ['lint, room guards, format', () => run('biome', ['ci', '--error-on-warnings', '.'])],
]);
