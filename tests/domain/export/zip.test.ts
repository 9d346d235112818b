import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { zip } from '#domain/export/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigil-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Python's zipfile checks each checksum as it reads. */
const hasPython = spawnSync('python3', ['-c', 'import zipfile'], { stdio: 'ignore' }).status === 0;

describe('several files of an export', () => {
  it.skipIf(!hasPython)('are one archive that Python takes apart', () => {
    const files = [
      { name: 'a.hea', bytes: new TextEncoder().encode('a 1 250\n') },
      { name: 'b.dat', bytes: Uint8Array.from({ length: 5000 }, (_, k) => (k * 31) % 256) },
      { name: 'empty.txt', bytes: new Uint8Array() },
    ];
    writeFileSync(join(folder, 'x.zip'), zip(files));
    const { status } = spawnSync('python3', ['-m', 'zipfile', '-e', join(folder, 'x.zip'), folder]);
    expect(status).toBe(0);
    for (const { name, bytes } of files) expect([...readFileSync(join(folder, name))]).toEqual([...bytes]);
  });
});
