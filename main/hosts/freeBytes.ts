import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * How much a user may still write on the disk of a folder, in bytes. A folder that is not there yet will be where the nearest one
 * above it is.
 *
 * @throws Error of the file system
 */
export async function freeBytes(folder: string): Promise<number> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch (cause) {
      const isAbsent =
        cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
      if (!isAbsent || place === dirname(place)) throw cause;
    }
  }
}
