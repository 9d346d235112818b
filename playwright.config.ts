import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './tools/browser.ts';

const executablePath = process.env['VIGIL_CHROMIUM'] ?? findBrowser() ?? undefined;

export default defineConfig({
  testDir: 'tests/journeys',
  testMatch: '**/*.journey.ts',
  outputDir: 'test-results',
  // A journey has a gateway, a station and a browser to itself; two cores carry one at a time.
  workers: 1,
  timeout: 60_000,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  use: {
    viewport: { width: 1920, height: 1080 },
    trace: 'off',
    launchOptions: { args: [...browserFlags], ...(executablePath ? { executablePath } : {}) },
  },
});
