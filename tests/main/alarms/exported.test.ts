import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExportRecord } from '#domain/export/exportRecord.ts';
import { runStation } from '#tests/main/runningStation.ts';
import { recordEntries } from '#tests/support/recordEntries.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder } from './journal.ts';

const exported: ExportRecord = {
  format: 'pdf',
  bedKey: 'gw/7',
  patientKey: 'salt.hash',
  fromMs: 1_000,
  untilMs: 11_000,
  waves: ['MDC_ECG_ELEC_POTL_II'],
  actorId: 'dr.haas',
  why: 'second opinion',
  isNamed: true,
  bytes: 12_345,
  sha256: 'ab'.repeat(32),
};

describe('an export', () => {
  it('stands in the record, on disk, before the window is told that the file may go', async () => {
    const folder = dataFolder();
    const window = runStation([], {}, { dataFolder: folder }).attach().open();
    window.send({ type: 'exported', askId: 'x1', exported });
    await until('the window is answered', () => window.all('exportAnswer').length > 0);
    expect(window.all('exportAnswer')).toEqual([{ type: 'exportAnswer', askId: 'x1', reason: '' }]);
    const remarks = [...recordEntries(folder)].flatMap(({ content }) => ('remark' in content ? content.remark : []));
    expect(remarks).toContainEqual({ type: 'exported', ...exported });
  });

  it('is refused while the record can not be written', async () => {
    const folder = dataFolder();
    // A file where the folder of the record is to be.
    writeFileSync(join(folder, 'journal'), '');
    const window = runStation([], {}, { dataFolder: folder }).attach().open();
    window.send({ type: 'exported', askId: 'x1', exported });
    await until('the window is answered', () => window.all('exportAnswer').length > 0);
    expect(window.all('exportAnswer')[0]?.reason).toContain('nothing leaves it unrecorded');
    rmSync(join(folder, 'journal'));
  });

  it('is refused by a station that keeps no record', async () => {
    const window = runStation([]).attach().open();
    window.send({ type: 'exported', askId: 'x1', exported });
    await until('the window is answered', () => window.all('exportAnswer').length > 0);
    expect(window.all('exportAnswer')[0]?.reason).not.toBe('');
  });
});
