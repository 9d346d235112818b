import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Every kind of file the build makes. Another extension is not served. */
const mimeTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
};

const plainSegment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

export interface PageFile {
  /** Below the renderer's folder, with `/` between the parts. */
  readonly file: string;
  readonly mimeType: string;
}

/**
 * Which file of the build a path of the address names; null when it names none.
 *
 * Only plain names pass: letters, digits, `_`, `-`, `.`, not beginning with a dot, and a known extension. So `..`, `%2e`,
 * backslashes, drive letters, NUL and hidden files never reach the file system; they need no rule of their own.
 *
 * @param pathname as in the request, not decoded, without the query
 */
export function pageFile(pathname: string): PageFile | null {
  if (pathname === '/') return { file: 'index.html', mimeType: mimeTypes['html']! };
  if (!pathname.startsWith('/')) return null;
  const segments = pathname.slice(1).split('/');
  if (!segments.every((segment) => plainSegment.test(segment))) return null;
  const extension = segments.at(-1)?.split('.').at(-1) ?? '';
  const mimeType = Object.hasOwn(mimeTypes, extension) ? mimeTypes[extension] : undefined;
  return mimeType === undefined ? null : { file: segments.join('/'), mimeType };
}

/**
 * The bytes of the file that {@link pageFile} found; null when there is none, when it is a folder, or when a link leads
 * out of the renderer's folder.
 *
 * @throws Error of the file system when the file is there and can't be read
 */
export async function readPageFile(rendererDir: string, { file }: PageFile): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const root = await realpath(rendererDir);
    const path = await realpath(join(root, file));
    if (!path.startsWith(root + sep)) return null;
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
