import type { JournalDisk } from './journalDisk.ts';

/** A file's name is durable when its folder is. Windows can't be asked for that; NTFS keeps names in a log of its own. */
export async function syncFolder(disk: JournalDisk, path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await disk.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
