import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultKeepPolicy, keptOnDisk } from '#domain/history/keepPolicy.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { DiskBrowser } from './diskBrowser.ts';
import { startFeed } from './feed.ts';
import type { BenchTask, Filled } from './history/tasks.ts';

export const historyFullUsage = `historyFull [--beds N] [--mb N] [--refusals N] [--kept] [--minutes N]
  Fills a history on a disk of its own, of so many MB, until the browser refuses to write so many times, or so many minutes of the
  ward are written; tells what gave way and whether anything else is missing. --kept: within what a station allows on such a disk.
  Needs to be allowed to mount a tmpfs.`;

/** More than any disk has. */
const MOST_BYTES = 1e15;

export interface FullFigures extends Filled {
  readonly diskMb: number;
  /** Of the disk, in the end. */
  readonly usedMb: number;
  /** What the browser says its quota is, in the end. */
  readonly quotaMb: number;
}

/** @throws Error on wrong arguments, or where no disk can be mounted */
export async function historyFull(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      beds: { type: 'string', default: '64' },
      mb: { type: 'string', default: '200' },
      refusals: { type: 'string', default: '3' },
      kept: { type: 'boolean', default: false },
      // More than ever fits.
      minutes: { type: 'string', default: '1440' },
    },
  });
  const disk = SmallDisk.mount(wholeNumber('mb', values.mb, 100, 100_000));
  if (disk === null) throw new Error('no tmpfs can be mounted here; it takes root');
  try {
    const all = { ...defaultKeepPolicy, budgetBytes: MOST_BYTES };
    return await fillDisk(disk, {
      beds: wholeNumber('beds', values.beds, 1, 256),
      refusals: wholeNumber('refusals', values.refusals, 1, 100),
      mostS: 60 * wholeNumber('minutes', values.minutes, 1, 72 * 60),
      budgetBytes: values.kept ? keptOnDisk(all, disk.mb * 2 ** 20).budgetBytes : all.budgetBytes,
    });
  } finally {
    disk.unmount();
  }
}

/** A file system of a given size. */
export class SmallDisk {
  readonly folder: string;
  readonly mb: number;

  /** null: it is not allowed here. */
  static mount(mb: number): SmallDisk | null {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-disk-'));
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', folder]).status === 0)
      return new SmallDisk(folder, mb);
    rmSync(folder, { recursive: true });
    return null;
  }

  private constructor(folder: string, mb: number) {
    this.folder = folder;
    this.mb = mb;
    process.once('exit', this.#onExit);
  }

  usedMb(): number {
    const { blocks, bfree, bsize } = statfsSync(this.folder);
    return Math.round(((blocks - bfree) * bsize) / 2 ** 20);
  }

  unmount(): void {
    process.off('exit', this.#onExit);
    // Lazily: of a browser that was just killed something may be open still.
    spawnSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Also of a process that a signal ends (diskBrowser.ts). */
  readonly #onExit = (): void => this.unmount();
}

export async function fillDisk(
  disk: SmallDisk,
  task: Omit<Extract<BenchTask, { do: 'fill' }>, 'do'>,
): Promise<FullFigures> {
  const feed = await startFeed({ beds: 1, waves: 4, scenario: 'quiet' });
  const host = await serveBenchPage('history', feed.address);
  const browser = new DiskBrowser(disk.folder);
  try {
    const page = await browser.open(host.issueUrl(), host.origin);
    const { filled } = await page.evaluate((what) => globalThis.historyBench('writer', what), {
      do: 'fill',
      ...task,
    } as const);
    if (filled === undefined) throw new Error('nothing is told of what was filled');
    const quota = await page.evaluate(async () => (await navigator.storage.estimate()).quota ?? 0);
    return { diskMb: disk.mb, usedMb: disk.usedMb(), quotaMb: Math.round(quota / 2 ** 20), ...filled };
  } finally {
    await browser.close();
    await host.close();
    await feed.close();
  }
}
