import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ExportRecord } from '#domain/export/exportRecord.ts';
import type { Person } from '#domain/ward/staff.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { ExportServicesContext } from '#renderer/review/export/exportServices.ts';
import { Review } from '#renderer/review/Review.view.tsx';
import { openTheme } from '#renderer/theme/theme.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { gone, here, MINUTE, NOW_MS, TestArchive } from '../testArchive.ts';

const II = 'MDC_ECG_ELEC_POTL_II';

const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
let host: HTMLElement;
let root: Root;
let glass: Glass;
let closeTheme: () => void;
let handedOut: { readonly name: string; readonly blob: Blob }[];
let recorded: ExportRecord[];

beforeEach(async () => {
  await page.viewport(1366, 768);
  closeTheme = openTheme(document.documentElement, () => sessionStorage);
  host = document.createElement('div');
  host.style.cssText = 'position: fixed; inset: 0';
  document.body.append(host);
  root = createRoot(host);
  glass = new Glass(null);
  handedOut = [];
  recorded = [];
  const make = URL.createObjectURL.bind(URL);
  const blobs = new Map<string, Blob>();
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const address = make(blob);
    blobs.set(address, blob as Blob);
    return address;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    handedOut.push({ name: this.download, blob: blobs.get(this.href) as Blob });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  root.unmount();
  host.remove();
  glass.dispose();
  closeTheme();
});

/** The dialog on a stay at a moment; `answer`: what the station says of each export. */
async function openExport(
  stay: HeldStay,
  { atMs = NOW_MS - 30 * MINUTE, answer = '', isStationHere = true, archive = new TestArchive() } = {},
): Promise<TestArchive> {
  const desk = {
    isStationHere: new BehaviorSubject(isStationHere),
    record: async (exported: ExportRecord) => {
      expect(handedOut).toEqual([]);
      recorded.push(exported);
      return answer;
    },
  };
  const person: Person = { personId: 'dr.haas', displayName: 'Dr Haas', role: 'physician' };
  const staff = new BehaviorSubject<readonly Person[]>([person]);
  root.render(
    <ExportServicesContext value={{ desk, stationName: 'Station A', staff, person }}>
      <Review
        archive={archive}
        glass={glass}
        clock={clock}
        opening={{ kind: 'at', bedKey: stay.bedKey, patientKey: stay.patient?.key ?? '', atMs }}
        isStationHere
        whereabouts={() => ({ kind: 'here' })}
        onClose={() => {}}
      />
    </ExportServicesContext>,
  );
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect.element(page.getByRole('checkbox', { name: 'II', exact: true })).toBeVisible();
  return archive;
}

const dialog = () => host.querySelector('dialog') as HTMLDialogElement;
const submit = () =>
  page.getByRole('dialog', { name: 'Export of' }).getByRole('button', { name: 'Export', exact: true });

async function exportAs(title: string, span: string | null = null): Promise<void> {
  await page.getByRole('radio', { name: title }).click();
  if (span !== null) await page.getByLabelText('Span', { exact: true }).selectOptions(span);
  await page.getByRole('textbox', { name: 'Why' }).fill('second opinion');
  await submit().click();
}

async function bytesOf(index = 0): Promise<Uint8Array> {
  return new Uint8Array(await (handedOut[index] as (typeof handedOut)[number]).blob.arrayBuffer());
}

describe('an export from the review', () => {
  it('hands out a CSV whose every value is the sample that is held, after the station has recorded it', async () => {
    const archive = await openExport(here, { atMs: NOW_MS - 40 * MINUTE });
    for (const name of ['V', 'Pleth', 'Resp']) await page.getByRole('checkbox', { name, exact: true }).click();
    await exportAs('CSV', '1 min about the cursor');
    await expect.poll(() => handedOut.length, { timeout: 10_000 }).toBe(1);
    const bytes = await bytesOf();
    const [head, ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
    expect(head).toBe(`time,s,II (${II}) [mV],missing`);
    const fromMs = NOW_MS - 40.5 * MINUTE;
    const { waves } = await archive.window(here, II, fromMs, fromMs + MINUTE);
    const held = new Map(
      waves.flatMap(({ channel, runs }) =>
        runs.flatMap(({ firstIndex, samples }) =>
          [...samples].map((raw, k): [number, number] => [
            channel.originMs + ((firstIndex + k) * 1000) / channel.rateHz,
            Math.round(raw),
          ]),
        ),
      ),
    );
    expect(rows.length).toBe(60 * 250);
    let values = 0;
    for (const row of rows) {
      const [time = '', , value = '', missing = ''] = row.split(',');
      const raw = held.get(Date.parse(time));
      if (raw === undefined) expect([value, missing.startsWith('II: ')]).toEqual(['', true]);
      else expect(Math.round(Number(value) / 0.005)).toBe(raw);
      values += value === '' ? 0 : 1;
    }
    // Half of the minute is damaged.
    expect(values).toBe(30 * 250);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
    expect(recorded).toEqual([
      {
        format: 'csv',
        bedKey: here.bedKey,
        patientKey: 'a',
        fromMs,
        untilMs: fromMs + MINUTE,
        waves: [II],
        actorId: 'dr.haas',
        why: 'second opinion',
        isNamed: false,
        bytes: bytes.length,
        sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      },
    ]);
    expect(new TextDecoder().decode(bytes)).not.toContain('Keller');
    expect(handedOut[0]?.name).toMatch(/^vigil_csv_ICU-01_\d{8}_\d{6}\.zip$|^vigil_csv_ICU-01_\d{8}_\d{6}\.csv$/);
  });

  it('hands out a strip as PDF, which says whose it is', async () => {
    await openExport(here);
    await expect.poll(() => dialog().textContent).toContain('Page 1 of');
    await exportAs('Strip, PDF');
    await expect.poll(() => handedOut.length, { timeout: 10_000 }).toBe(1);
    const text = new TextDecoder('latin1').decode(await bytesOf());
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    const hex = [...'Keller Anna'].map((letter) => letter.charCodeAt(0).toString(16)).join('');
    expect(text).toContain(hex);
    expect(handedOut[0]?.name).toMatch(/^vigil_strip_ICU-01_/);
    expect(recorded[0]?.isNamed).toBe(true);
  });

  it('hands out a picture of 300 dots an inch with its size in it', async () => {
    await openExport(here);
    await exportAs('Strip, picture');
    await expect.poll(() => handedOut.length, { timeout: 15_000 }).toBe(1);
    const bytes = await bytesOf();
    const view = new DataView(bytes.buffer);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([3508, 2480]);
    expect(String.fromCharCode(...bytes.subarray(37, 41))).toBe('pHYs');
    expect(view.getUint32(41)).toBe(11811);
    const bitmap = await createImageBitmap(new Blob([bytes as BlobPart]));
    expect(bitmap.width).toBe(3508);
  });

  it('hands out nothing that the station did not record, and says why', async () => {
    await openExport(here, { answer: 'the disk is full' });
    await exportAs('EDF+', '1 min about the cursor');
    await expect.poll(() => dialog().textContent, { timeout: 10_000 }).toContain('the disk is full');
    expect(recorded.length).toBe(1);
    expect(handedOut).toEqual([]);
  });

  it('does not begin without a station, without somebody, or without a reason', async () => {
    await openExport(here, { isStationHere: false });
    await page.getByRole('textbox', { name: 'Why' }).fill('a reason');
    await expect.element(submit()).toBeDisabled();
    expect(dialog().textContent).toContain('nothing leaves unrecorded');
  });

  it('of one who is gone never reads what was after they left, whatever span is chosen', async () => {
    const archive = await openExport(gone, { atMs: (gone.untilMs as number) - MINUTE });
    archive.asked.length = 0;
    await exportAs('WFDB', 'stay');
    await expect.poll(() => recorded.length, { timeout: 30_000 }).toBe(1);
    expect(recorded[0]).toMatchObject({ patientKey: 'b', fromMs: gone.fromMs, untilMs: gone.untilMs });
    const windows = archive.asked.map((asked) => asked.split(' ').map(Number));
    expect(windows.length).toBeGreaterThan(4);
    for (const asked of windows) expect(asked.at(-1)).toBeLessThanOrEqual(gone.untilMs as number);
    expect(handedOut[0]?.name).toMatch(/\.zip$/);
  });

  it('can be cancelled while it runs', async () => {
    const slow = new TestArchive();
    const window = slow.window.bind(slow);
    slow.window = async (...asked) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return window(...asked);
    };
    await openExport(here, { archive: slow });
    await exportAs('WFDB', 'stay');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.element(submit()).toBeEnabled();
    await userEvent.keyboard('{Escape}');
    expect([recorded, handedOut]).toEqual([[], []]);
  });
});
