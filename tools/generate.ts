import { readFileSync, writeFileSync } from 'node:fs';
import { type Room, rooms } from './rooms.ts';
import { run } from './run.ts';

/** What `npm run generate` makes from its sources: the contract's TypeScript and the room guards of the linter. */
export function generate(): void {
  must('buf', ['generate']);
  const file = 'biome.json';
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  config['overrides'] = rooms.map(guard);
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
  must('biome', ['format', '--log-level=warn', '--write', file]);
}

/** A row's path is a folder, unless it names files. */
const isFolder = (path: string): boolean => !/[*]|\.ts$/.test(path);

/** The linter's override that holds a room to its row. */
function guard({ path, mayImport }: Room): object {
  const allowed = ['./**', ...mayImport];
  return {
    includes: [isFolder(path) ? `${path}/**` : path],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              patterns: [
                {
                  group: ['**', ...allowed.map((pattern) => `!${pattern}`)],
                  message: `${path} may import its neighbours and ${mayImport.join(', ')} only (tools/rooms.ts; README, The path of the data).`,
                },
              ],
            },
          },
        },
      },
    },
  };
}

function must(tool: string, args: readonly string[]): void {
  if (!run(tool, args)) throw new Error(`${tool} ${args.join(' ')} failed`);
}

if (process.argv[1]?.endsWith('generate.ts')) generate();
