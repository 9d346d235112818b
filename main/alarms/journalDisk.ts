import * as fs from 'node:fs/promises';

/** What a journal needs of a file system; tests hand in one that is full. */
export type JournalDisk = Pick<typeof fs, 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'unlink'>;

/** The machine's own. */
export const systemDisk: JournalDisk = fs;
