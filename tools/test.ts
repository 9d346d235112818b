import { ensureBrowser } from './browser.ts';
import { run, runSteps } from './run.ts';

/**
 * `npm test`: every test there is. Finds a browser, or installs one. Arguments go to vitest, and the journeys are then
 * left out: `npm test -- tests/domain`.
 */
const filters = process.argv.slice(2);
const env = { VIGIL_CHROMIUM: ensureBrowser() };
console.log(`Browser: ${env.VIGIL_CHROMIUM}`);

runSteps(
  filters.length > 0
    ? [['tests', () => run('vitest', ['run', ...filters], env)]]
    : [
        ['domain, bridge, station, fixtures, rooms', () => run('vitest', ['run', '--project', 'node'], env)],
        ['gateways that flood', () => run('vitest', ['run', '--project', 'alone'], env)],
        ['renderer in a real browser', () => run('vitest', ['run', '--project', 'renderer'], env)],
        ['build', () => run('electron-vite', ['build', '--logLevel', 'warn'], env)],
        ['journeys', () => run('playwright', ['test'], env)],
        ['two minutes of faults', () => run('tsx', ['tests/soak/soak.ts', '--lenient'], env)],
      ],
);
