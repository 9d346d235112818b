import { build } from 'vite';
import { type BrowserHost, serveWindow } from '#main/hosts/node/serveWindow.ts';
import { systemHost } from '#main/hosts/systemHost.ts';
import { startStation } from '#main/station.ts';

/** Builds a page of the benches and serves it, with a station of its own on the gateway, as the browser host serves the window. */
export async function serveBenchPage(
  name: 'limit' | 'naive' | 'history' | 'recording',
  gateway: string,
): Promise<BrowserHost> {
  const rendererDir = `out/bench-${name}`;
  await build({
    root: `tests/bench/${name}`,
    logLevel: 'error',
    build: { outDir: `../../../${rendererDir}`, emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0 },
  });
  const host = systemHost();
  const station = startStation(host, { stationName: 'Bench', version: '0', gateways: [{ address: gateway }] });
  const page = await serveWindow({ station, rendererDir, log: () => {} });
  return {
    url: page.url,
    origin: page.origin,
    issueUrl: () => page.issueUrl(),
    close: async () => {
      await page.close();
      await station.close();
    },
  };
}
