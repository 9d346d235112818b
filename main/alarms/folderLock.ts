import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf } from '#domain/errors.ts';

/** Folders held by this process: its own number in a lock file means nothing else. */
const held = new Set<string>();

/**
 * Makes a folder this station's own, by a file with the process's number in it. `taken`: another station that runs has it. A
 * lock whose process is gone, or is not the one that wrote it, is taken over.
 *
 * @throws Error of the file system when the lock can't be written
 */
export function lockFolder(folder: string): { readonly state: 'held'; release(): void } | { readonly state: 'taken' } {
  const file = join(folder, 'lock');
  const key = resolve(folder);
  if (held.has(key)) return { state: 'taken' };
  // The second try is the one after a stale lock was removed; who loses the race then finds the winner's.
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (attempt > 1 || isAlive(readFileSync(file, 'utf8'))) return { state: 'taken' };
      unlinkSync(file);
    }
  }
  held.add(key);
  return {
    state: 'held',
    release: () => {
      if (!held.delete(key)) return;
      try {
        unlinkSync(file);
      } catch {
        // The next station finds it stale.
      }
    },
  };
}

function isAlive(lock: string): boolean {
  const [pid = Number.NaN, start = ''] = [Number(lock.split(' ')[0]), lock.trim().split(' ')[1]];
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const started = startOf(pid);
  return started === '-' || started === start;
}

/**
 * When a process began, in words that only compare: numbers of processes are given again, after a restart of the machine
 * above all. '-' where the system does not tell: then the number alone counts.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted behind the name in brackets, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}
