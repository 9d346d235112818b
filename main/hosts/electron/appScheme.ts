import { protocol } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { pageFile, readPageFile } from '#main/hosts/pageFiles.ts';
import { pageHeaders } from '#main/hosts/pageHeaders.ts';

const SCHEME = 'app';
const HOST = 'vigil';

/** The one page there is. */
export const APP_URL = `${SCHEME}://${HOST}/`;

/** True for the page itself; its query and fragment are its own business. Everything else is foreign. */
export function isAppPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol: scheme, host, pathname } = new URL(address);
  return scheme === `${SCHEME}:` && host === HOST && pathname === '/';
}

/**
 * Makes `app:` an origin of its own: secure, with storage and workers, unlike file:, where any file of the disk would
 * be at home. Call before Electron is ready.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the renderer's files at {@link APP_URL}, read-only, with the headers of the browser host. */
export function serveAppScheme(rendererDir: string, log: Host['log']): void {
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== HOST || request.method !== 'GET') return answer(null, 403);
    const page = pageFile(pathname);
    try {
      const bytes = page && (await readPageFile(rendererDir, page));
      if (page === null || bytes === null) return answer(null, 404);
      return answer(bytes, 200, { 'Content-Type': page.mimeType });
    } catch (error) {
      log('error', `could not answer a window: ${String(error)}`);
      return answer(null, 500);
    }
  });
}

function answer(body: Uint8Array<ArrayBuffer> | null, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { ...pageHeaders, ...headers } });
}
