import { type BrowserHost, serveWindow } from '#main/hosts/node/serveWindow.ts';
import { systemHost } from '#main/hosts/systemHost.ts';
import { startStation } from '#main/station.ts';

/** Serves the yardstick page with a station of its own on the same gateway. */
export async function serveLimitPage(gateway: string, rendererDir: string): Promise<BrowserHost> {
  const host = systemHost();
  const station = startStation(host, { stationName: 'Limit', version: '0', gateways: [{ address: gateway }] });
  const page = await serveWindow({ station, rendererDir, log: () => {} });
  return {
    ...page,
    close: async () => {
      await page.close();
      await station.close();
    },
  };
}
