import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** `npm run demo -- ...argv`, which ends by itself where it is called wrongly. */
function demo(...argv: string[]): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/demo.ts', ...argv], {
    encoding: 'utf8',
    timeout: 18_000,
  });
  return { status, said: stderr };
}

describe('npm run demo, called wrongly, says in one line what and why, and ends', () => {
  it.each([
    ['a folder without recordings', ['--replay', 'proto'], /^proto: has no recording[^\n]+; give a folder [^\n]+\n$/],
    ['recordings and a scenario', ['--replay', 'x', '--scenario', 'quiet'], /^--replay plays [^\n]+one of them\n$/],
    ['a ward that is to go faster', ['--scenario', 'ward', '--speed', '60'], /^--speed plays [^\n]+ day with it\n$/],
    ['a day too fast', ['--scenario', 'day', '--speed', '601'], /^--speed 601: [^\n]+ 1 to 600\n$/],
  ])('%s', (_, argv, message) => {
    const { status, said } = demo(...argv);
    expect(said).toMatch(message);
    expect(status).toBe(1);
  });
});
