import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type KeepPolicy, keptOnDisk } from '#domain/history/keepPolicy.ts';
import type { Host } from './host.ts';

export interface DiskSpace {
  /** What a user may still write. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/**
 * The disk of a folder. A folder that is not there yet will be where the nearest one above it is.
 *
 * @throws Error of the file system
 */
export async function diskSpace(folder: string): Promise<DiskSpace> {
  for (let place = folder; ; place = dirname(place)) {
    try {
      const { bavail, blocks, bsize } = await statfs(place);
      return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    } catch (cause) {
      const isAbsent =
        cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
      if (!isAbsent || place === dirname(place)) throw cause;
    }
  }
}

/** What a user may still write on the disk of a folder. @throws Error of the file system */
export const freeBytes = async (folder: string): Promise<number> => (await diskSpace(folder)).freeBytes;

/** What may be kept of a history in a folder; `policy` where its disk tells nothing: then nothing can be promised either. */
export async function keptIn(folder: string, policy: KeepPolicy, log: Host['log']): Promise<KeepPolicy> {
  try {
    const keep = keptOnDisk(policy, (await diskSpace(folder)).totalBytes);
    if (keep.budgetBytes < policy.budgetBytes) {
      const gb = (keep.budgetBytes / 1e9).toFixed(1);
      log(
        'info',
        `The history is kept within ${gb} GB, a quarter of its disk (${folder}): a browser refuses more. Give it a larger disk for longer.`,
      );
    }
    return keep;
  } catch {
    // Whoever watches the disk says that it does not answer.
    return policy;
  }
}
