import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { annotatedMinute } from './tests/support/annotatedMinute.ts';
import { browserFlags, findBrowser } from './tools/browser.ts';

const root = import.meta.dirname;

/** Takes a whole core beside the station: with other tests at work, those would be what the station waits for. */
const ALONE = ['tests/main/flood.test.ts'];

/** Where the test runner found a browser; a bare `vitest` looks for itself. */
const executablePath = process.env['VIGIL_CHROMIUM'] ?? findBrowser() ?? undefined;

export default defineConfig({
  test: {
    projects: [
      {
        root,
        // Resolving the real 'electron' would start a download of its binary.
        resolve: { alias: { electron: `${root}/tests/support/electronStub.ts` } },
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{rooms,domain,bridge,main,preload,fixtures,tools,bench,evaluate,soak,fuzz}/**/*.test.ts'],
          exclude: ALONE,
          testTimeout: 20_000,
          // Servers and clients with real clocks: more at once than cores makes them miss their deadlines.
          maxWorkers: 2,
        },
      },
      {
        root,
        resolve: { alias: { electron: `${root}/tests/support/electronStub.ts` } },
        test: { name: 'alone', environment: 'node', include: ALONE, testTimeout: 20_000, maxWorkers: 1 },
      },
      {
        root,
        plugins: [react()],
        optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-dev-runtime', 'rxjs', 'uplot', 'dexie'] },
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
          // What is loaded when it is asked for comes late on a machine that does other work.
          expect: { poll: { timeout: 5_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            api: { host: '127.0.0.1' },
            // What a test in a browser can't read for itself.
            commands: { annotatedMinute: () => annotatedMinute() },
            provider: playwright({
              launchOptions: { args: [...browserFlags], ...(executablePath ? { executablePath } : {}) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
