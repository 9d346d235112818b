import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { startHost } from '#tests/support/startHost.ts';
import { browserFlags, ensureBrowser } from '#tools/browser.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { treeUsage } from './processes.ts';

export const startupUsage = `startup [--beds N]
  From starting the built application to the first sample on the glass, and to every trace of the wall moving.`;

/** Runs the start-up bench. The browser runs already; the ward has run for a while. */
export async function startup(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { beds: { type: 'string', default: '16' } } });
  const beds = wholeNumber('beds', values.beds, 1, 256);
  buildIfStale();
  const { sources } = wardSources({ beds, scenario: 'ward', seed: 1 });
  const ward = new Ward({ gatewayId: 'bench', displayName: 'Bench', sources });
  ward.start();
  const gateway = await serveWard(ward);
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...browserFlags] });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  const host = await startHost([gateway.address]);
  try {
    await page.goto(host.url);
    await page.waitForFunction(async () => ((await globalThis.vigilDiagnostics?.())?.channels.length ?? 0) > 0, null, {
      polling: 10,
    });
    const firstWaveMs = elapsed();
    await page.waitForFunction(
      async () => {
        const { lanes = 0, channels = [] } = (await globalThis.vigilDiagnostics?.()) ?? {};
        return lanes > 0 && channels.filter(({ drawnSamples }) => drawnSamples > 0).length >= lanes;
      },
      null,
      { polling: 10 },
    );
    const wallCompleteMs = elapsed();
    return {
      beds,
      firstWaveMs,
      wallCompleteMs,
      bundleKb: kilobytes('out/renderer'),
      rssMb: Math.round(treeUsage(host.pid).residentMb),
    };
  } finally {
    await browser.close();
    await host.stop();
    ward.stop();
    await gateway.stop();
  }
}

function kilobytes(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? Math.round(stat.size / 1024) : 0), 0);
}
