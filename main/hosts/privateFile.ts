import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Rights of everybody but the owner: to a file none, to its folder none to change it. */
const OTHERS = 0o077;
const OTHERS_CHANGE = 0o022;

/** Windows has no such rights: there a profile's folder is its user's. */
const hasRights = process.platform !== 'win32';

/** A file that others can read or replace. The message says which, how, and what to do. */
export class NotPrivateError extends Error {
  override readonly name = 'NotPrivateError';
}

/**
 * Reads a file that only its owner may read; null: there is none.
 *
 * @throws NotPrivateError when others may read it or change its folder, when it is somebody else's, or a link
 * @throws Error of the file system
 */
export async function readPrivate(file: string): Promise<string | null> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | (hasRights ? constants.O_NOFOLLOW : 0));
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    if (codeOf(cause) === 'ELOOP')
      throw new NotPrivateError(`${file} is a link. Put the file itself there.`, { cause });
    throw cause;
  }
  try {
    // Of the file that is open, not of whatever has its name by now.
    const { mode, uid } = await handle.stat();
    if (hasRights) refuse(file, mode, uid, OTHERS, 'chmod 600');
    if (hasRights) await refuseFolder(dirname(file));
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Makes a file that only its owner may read, and its folder where that is missing (0700). Whole or not at all, and on disk
 * when this resolves. false: there is one already, which stays as it is.
 *
 * @throws NotPrivateError when others may change its folder
 * @throws Error of the file system
 */
export async function createPrivate(file: string, text: string): Promise<boolean> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (hasRights) await refuseFolder(folder);
  const made = await writeBeside(file, text);
  try {
    await link(made, file);
    await syncFolder(folder);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  } finally {
    await unlink(made);
  }
}

/**
 * Puts another text into such a file. Whole or not at all. `overwrites`: what was in it is overwritten with zeros first, where it
 * lies; a disk that writes elsewhere by itself (a copy-on-write file system, the spare blocks of an SSD) may have it still.
 * The file is then all zeros for a moment, in which the other text is on disk beside it already.
 *
 * @throws Error of the file system
 */
export async function replacePrivate(file: string, text: string, overwrites: boolean): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (hasRights) await refuseFolder(folder);
  const made = await writeBeside(file, text);
  try {
    if (overwrites) await zero(file);
    await rename(made, file);
  } catch (cause) {
    await unlink(made);
    throw cause;
  }
  await syncFolder(folder);
}

/** Whether a text is what {@link replacePrivate} leaves when it is cut short. */
export function isZeroed(text: string): boolean {
  return /^\0*$/.test(text);
}

async function writeBeside(file: string, text: string): Promise<string> {
  const made = `${file}.${randomBytes(6).toString('hex')}.new`;
  const handle = await open(made, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return made;
}

async function zero(file: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r+');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return;
    throw cause;
  }
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name in a folder is on disk when the folder is. Windows can't, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (!hasRights) return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refuseFolder(folder: string): Promise<void> {
  const { mode, uid } = await stat(folder);
  refuse(folder, mode, uid, OTHERS_CHANGE, 'chmod 700');
}

function refuse(path: string, mode: number, uid: number, rights: number, todo: string): void {
  if ((mode & rights) !== 0) {
    const what = rights === OTHERS ? 'can be read or changed' : 'can be changed';
    throw new NotPrivateError(
      `${path} ${what} by others (rights ${(mode & 0o777).toString(8).padStart(4, '0')}). Run ${todo} on it.`,
    );
  }
  const own = process.getuid?.();
  if (own !== undefined && uid !== own && uid !== 0) {
    throw new NotPrivateError(`${path} belongs to another user (${uid}). Give it to the user of the station (${own}).`);
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
