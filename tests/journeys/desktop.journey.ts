import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { scenario } from '#fixtures/scenarios/scenarios.ts';
import { electronBinary } from '#tools/electronBinary.ts';

const binary = electronBinary();
const required = process.env['REQUIRE_ELECTRON'] === '1';

test.describe('the desktop application', () => {
  test.skip(!binary && !required, 'Electron is not on this machine (REQUIRE_ELECTRON=1 makes that a failure)');
  test.beforeAll(() => {
    if (!binary) throw new Error('REQUIRE_ELECTRON=1, and there is no Electron: node node_modules/electron/install.js');
  });

  test('opens the wall in a sandboxed window, and its beds live', async () => {
    const ward = new Ward({ gatewayId: 'desktop', displayName: 'Desktop', sources: scenario('quiet', 4, 1) });
    ward.start();
    const gateway = await serveWard(ward);
    const folder = mkdtempSync(join(tmpdir(), 'vigil-desktop-'));
    const configFile = join(folder, 'vigil.config.json');
    writeFileSync(configFile, JSON.stringify({ stationName: 'Desktop', gateways: [{ address: gateway.address }] }));
    const app = await _electron.launch({
      executablePath: binary ?? '',
      args: ['.', '--config', configFile, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    });
    const page = await app.firstWindow();
    expect(page.url()).toBe('app://vigil/');
    await expect(page.getByRole('gridcell')).toHaveCount(4);
    const drawn = () =>
      page.evaluate(async () => (await globalThis.vigilDiagnostics?.())?.channels[0]?.drawnSamples ?? 0);
    await expect.poll(drawn).toBeGreaterThan(500);
    expect(await page.evaluate(() => 'require' in globalThis || 'process' in globalThis), 'no Node in the page').toBe(
      false,
    );
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): { sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean };
      };
      const { sandbox, contextIsolation, nodeIntegration } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration };
    });
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false });
    await app.close();
    ward.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true });
  });
});
