import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Where the real recordings are: `VIGIL_RECORDINGS`, else `../shared/recordings` beside the repository. null: absent; a
 * test that needs them is then skipped and says so in its title.
 */
export function recordingsDir(): string | null {
  const repository = resolve(import.meta.dirname, '..', '..');
  const candidates = [process.env['VIGIL_RECORDINGS'], resolve(repository, '..', 'shared', 'recordings')];
  return candidates.find((dir) => dir !== undefined && existsSync(resolve(dir, 'bidmc'))) ?? null;
}
