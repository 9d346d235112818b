import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether Debian's poppler-utils is there: its tests are skipped, and say so, where it is not. */
export const hasPoppler = spawnSync('pdftoppm', ['-v'], { stdio: 'ignore' }).status === 0;

/** A page as it is printed: one byte a pixel, 0 is black. */
export interface GreyPage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** What a PDF says: its texts, and what pdfinfo tells of it. */
export function readPdf(pdf: Uint8Array): { readonly text: string; readonly info: string } {
  return withFile(pdf, (path) => ({
    text: run('pdftotext', ['-layout', path, '-']),
    info: run('pdfinfo', ['-box', path]),
  }));
}

/** The first page of a PDF, drawn at so many dots an inch. */
export function drawPdf(pdf: Uint8Array, dpi: number): GreyPage {
  return withFile(pdf, (path, folder) => {
    run('pdftoppm', ['-r', String(dpi), '-gray', '-f', '1', '-l', '1', '-singlefile', path, join(folder, 'page')]);
    const bytes = readFileSync(join(folder, 'page.pgm'));
    const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 50).toString('latin1'));
    if (head === null) throw new Error('no picture of 8 bits');
    return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
  });
}

function withFile<T>(pdf: Uint8Array, use: (path: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-pdf-'));
  try {
    writeFileSync(join(folder, 'x.pdf'), pdf);
    return use(join(folder, 'x.pdf'), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // What it complains of is a fault of the file, even if it goes on.
  if (status !== 0 || stderr !== '') throw new Error(`${command}: ${stderr}`);
  return stdout;
}
