import { protocol } from 'electron';
import type { Host } from '#main/hosts/host.ts';
import { pageFile, readPageFile } from '#main/hosts/pageFiles.ts';
import { pageHeaders } from '#main/hosts/pageHeaders.ts';

const SCHEME = 'app';
const HOST = 'vigil';

/** The one page there is. */
const APP_URL = `${SCHEME}://${HOST}/`;

/** True for the page itself; its query and fragment are its own business. Everything else is foreign. */
export function isAppPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol: scheme, host, pathname } = new URL(address);
  return scheme === `${SCHEME}:` && host === HOST && pathname === '/';
}

/** The page in the window of a number, from 1. The first window's address is the page's own. */
export function windowAddress(number: number): string {
  return number === 1 ? APP_URL : `${APP_URL}?window=${number}`;
}

/** The inverse of {@link windowAddress}: null for any other address, also for the page with another query. */
export function windowNumber(address: string): number | null {
  if (!isAppPage(address)) return null;
  const { search } = new URL(address);
  if (search === '') return 1;
  const number = Number(/^\?window=([1-9]\d{0,3})$/.exec(search)?.[1] ?? 0);
  return number > 0 ? number : null;
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

/** Serves the renderer's files at {@link windowAddress}, read-only, with the headers of the browser host. */
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
