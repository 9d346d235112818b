import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultSpaceLimits } from '#domain/history/freeSpace.ts';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import { diskSpace, freeBytes, keptIn } from '#main/hosts/diskSpace.ts';
import { runStation } from '#tests/main/runningStation.ts';
import type { WindowProbe } from '#tests/main/windowProbe.ts';
import { until } from '#tests/support/until.ts';

const GB = 1e9;
const MB = 1e6;
/** A station looks each five seconds. */
const LOOK_MS = 500;

/** What stands of the station's own alarms about its history. */
const standing = (window: WindowProbe) =>
  [...window.members.values()].flatMap(({ alarm: { report, bedside } }) =>
    bedside === 'on' && report.code?.startsWith('VIGIL_HISTORY') === true ? [`${report.priority} ${report.code}`] : [],
  );
const told = (window: WindowProbe) => window.all('historySpace').map(({ space }) => space.state);

describe('the disk of the history', () => {
  it('that fills is a low alarm below 20 GB; below 5 GB a medium one, and history stops in every window until there is room', async () => {
    let free = 100 * GB;
    const { attach, lines } = runStation(
      [],
      {},
      { space: { freeBytes: async () => free, limits: defaultSpaceLimits, everyMs: LOOK_MS } },
    );
    const window = attach().open();
    await until('it is told', () => told(window).length > 0);
    expect([told(window), standing(window)]).toEqual([['ample'], []]);
    const becomes = async (bytes: number, state: string, alarms: readonly string[]) => {
      free = bytes;
      await until(`it is ${state}`, () => told(window).at(-1) === state, 12_000);
      // Alarms follow in a message of their own, the new one perhaps before the old one goes.
      await expect.poll(() => standing(window), { timeout: 5000 }).toEqual(alarms);
    };
    await becomes(19 * GB, 'low', ['low VIGIL_HISTORY_SPACE_LOW']);
    await becomes(4 * GB, 'short', ['medium VIGIL_HISTORY_STOPPED']);
    const late = attach().open();
    await until('a later window is told too', () => told(late).length > 0);
    expect(late.all('historySpace')[0]?.space).toEqual({ state: 'short', freeBytes: 4 * GB, ...defaultSpaceLimits });
    await becomes(50 * GB, 'ample', []);
    expect(lines.filter((line) => line.includes('disk of the history'))).toHaveLength(3);
  }, 60_000);

  it('that does not answer is a low alarm, and says what to do', async () => {
    const space = { freeBytes: () => Promise.reject(new Error('EIO: i/o error')), limits: defaultSpaceLimits };
    const { attach, lines } = runStation([], {}, { space });
    const window = attach().open();
    await until('it is an alarm', () => standing(window).length > 0);
    expect([told(window), standing(window)]).toEqual([['unknown'], ['low VIGIL_HISTORY_SPACE_LOW']]);
    expect(lines.join()).toContain('EIO');
  });
});

describe('what is free on a disk', () => {
  it('is what the system says, also of a folder that is yet to be made', async () => {
    const { bavail, bsize } = statfsSync(tmpdir());
    const { freeBytes: free } = await diskSpace(join(tmpdir(), 'not', 'there', 'yet'));
    expect(Math.abs(free - bavail * bsize)).toBeLessThan(GB);
  });

  it('says how much of a history is kept there: a quarter of it, for a browser refuses more; what was configured where that is less', async () => {
    const lines: string[] = [];
    const log = (_: string, line: string) => void lines.push(line);
    const { totalBytes } = await diskSpace(tmpdir());
    const kept = (budgetBytes: number, folder = tmpdir()) => keptIn(folder, { ...defaultKeepPolicy, budgetBytes }, log);
    expect((await kept(totalBytes)).budgetBytes).toBe(totalBytes / 4);
    expect(lines).toEqual([expect.stringContaining('a quarter of its disk')]);
    expect(await kept(totalBytes / 5)).toEqual({ ...defaultKeepPolicy, budgetBytes: totalBytes / 5 });
    expect(lines).toHaveLength(1);
  });

  const folder = mkdtempSync(join(tmpdir(), 'vigil-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]).status === 0;
  // Where nobody may mount (no root), the limits are proved with numbers only, above.
  it.runIf(isMounted)(
    'of 64 MB that is really filled stops history, and starts it when there is room again',
    async () => {
      onTestFinished(() => {
        spawnSync('umount', [folder]);
        rmSync(folder, { recursive: true });
      });
      const limits = { warnBelowBytes: 40 * MB, stopBelowBytes: 20 * MB };
      const { attach } = runStation(
        [],
        {},
        { space: { freeBytes: () => freeBytes(folder), limits, everyMs: LOOK_MS } },
      );
      const window = attach().open();
      const fill = async (name: string, megabytes: number, state: string) => {
        writeFileSync(join(folder, name), Buffer.alloc(megabytes * MB));
        await until(`it is ${state}`, () => told(window).at(-1) === state, 12_000);
      };
      await until('it is looked at', () => told(window).length > 0);
      expect(told(window)).toEqual(['ample']);
      await fill('a', 32, 'low');
      await fill('b', 16, 'short');
      await until('the alarm stands', () => standing(window).includes('medium VIGIL_HISTORY_STOPPED'));
      expect(() => writeFileSync(join(folder, 'c'), Buffer.alloc(40 * MB))).toThrow('ENOSPC');
      for (const name of ['a', 'b', 'c']) rmSync(join(folder, name), { force: true });
      await until('it goes on', () => told(window).at(-1) === 'ample', 12_000);
      await until('no alarm stands', () => standing(window).length === 0);
    },
    60_000,
  );
});
