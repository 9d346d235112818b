import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { here, MINUTE, NOW_MS, next, TestArchive } from '#tests/renderer/review/testArchive.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

const text = () => host.textContent ?? '';
const flags = () => [...host.querySelectorAll('.note-flag')].map((flag) => flag.getAttribute('aria-label') ?? '');

/** The review of the patient in bed 1, opened from the wall; somebody is at this screen unless told otherwise. */
async function openReview(isSomebodyHere = true) {
  Object.assign(services, { archive: new TestArchive() });
  station.hello();
  station.gateway('icu');
  station.beds('icu', [fakeBed('icu', 1, { bedKey: here.bedKey, patient: here.patient }), fakeBed('icu', 7)]);
  if (isSomebodyHere) services.person.choose({ personId: 'mk', displayName: 'M. Keller', role: 'nurse' });
  await expect.poll(() => host.querySelectorAll('.tile').length).toBe(2);
  host.querySelector<HTMLElement>(`[data-bed-key="${here.bedKey}"]`)?.focus();
  await userEvent.keyboard('r');
  await expect.poll(text).toContain('Keller Anna');
  await expect.poll(() => host.querySelector('.disclosure-rows')).not.toBeNull();
}

const lose = () => station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'the station ended' });

describe('notes and bookmarks in the review', () => {
  it('N asks who is at this screen, takes the words, and closes when the station has them; they stand at their moment', async () => {
    await openReview(false);
    await userEvent.keyboard('n');
    await expect.element(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await userEvent.keyboard('1');
    await expect.element(page.getByRole('dialog', { name: /^Note at/ })).toBeVisible();
    await userEvent.keyboard('turning the patient{Enter}');
    await expect.poll(() => host.querySelector('.note-dialog')).toBeNull();
    await expect
      .poll(flags)
      .toEqual([
        expect.stringMatching(/^Note .*M\. Keller: turning the patient$/),
        expect.stringMatching(/^Note .*M\. Keller: turning the patient$/),
      ]); // in its row and in the overview
    const [note] = [...station.notes.values()];
    expect(note).toMatchObject({ bedKey: here.bedKey, patientKey: here.patient?.key, actorId: 'mk', kind: 'note' });
    expect(Number.isInteger(note?.atMs)).toBe(true);
    await page.getByRole('tab', { name: 'Strip' }).click();
    await expect.poll(() => host.querySelector('.strip-waves .note-flag')).not.toBeNull();
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect.poll(() => host.querySelector('.event[data-type="note"]')?.textContent).toContain('by M. Keller');
  });

  it('B sets a bookmark, with words or without', async () => {
    await openReview();
    await userEvent.keyboard('b');
    await expect.element(page.getByRole('dialog', { name: /^Bookmark at/ })).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => station.notes.size).toBe(1);
    await expect.poll(() => flags()[0]).toMatch(/^Bookmark .*M\. Keller: Bookmark$/);
  });

  it('what the station could not write down stays in the dialog with the reason, and is kept at the next try', async () => {
    await openReview();
    station.noteTrouble = 'the station’s disk did not take it (ENOSPC)';
    await userEvent.keyboard('n');
    await userEvent.keyboard('seen by Dr Haas{Enter}');
    await expect.poll(() => host.querySelector('.note-state')?.textContent).toContain('NOT KEPT: the station’s disk');
    expect(host.querySelector('textarea')?.value).toBe('seen by Dr Haas');
    station.noteTrouble = '';
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => host.querySelector('.note-dialog')).toBeNull();
    expect([...station.notes.values()].map(({ text: words }) => words)).toEqual(['seen by Dr Haas']);
  });

  it('without a station says why nothing can be kept now, and keeps it once there is one', async () => {
    await openReview();
    lose();
    await userEvent.keyboard('n');
    await userEvent.keyboard('seen');
    await expect.poll(() => host.querySelector('.note-state')?.textContent).toContain('No station is there to keep it');
    await expect.element(page.getByRole('button', { name: 'Keep' })).toBeDisabled();
    station.status.next({ state: 'open', sinceMs: station.clock.nowMs(), reason: '' });
    station.hello();
    await page.getByRole('button', { name: 'Keep' }).click();
    await expect.poll(() => station.notes.size).toBe(1);
  });

  it('of another patient, who lies in the bed by now, are not shown', async () => {
    const { bedKey } = here;
    const note = { bedKey, patientKey: next.patient?.key ?? '', atMs: NOW_MS - MINUTE, kind: 'note' as const };
    await openReview();
    const stays = { noteId: 'x', text: 'not hers', actorId: 'mk', writtenMs: NOW_MS, withdrawn: null };
    station.messages.next({ type: 'noted', note: { ...note, ...stays } });
    await page.getByRole('tab', { name: 'Events' }).click();
    await expect.poll(() => host.querySelectorAll('.event').length).toBeGreaterThan(2);
    expect(text()).not.toContain('not hers');
  });

  it('one’s own is withdrawn, and says so; that of somebody else can’t be', async () => {
    await openReview();
    const whose = { bedKey: here.bedKey, patientKey: here.patient?.key ?? '', kind: 'note' as const };
    for (const [noteId, actorId] of [
      ['mine', 'mk'],
      ['hers', 'kb'],
    ] as const) {
      const atMs = NOW_MS - (noteId === 'mine' ? 1 : 2) * MINUTE;
      station.tell({ type: 'addNote', note: { ...whose, noteId, actorId, atMs, text: `what is ${noteId}` } });
    }
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.getByText('what is hers').first().click();
    await expect.poll(() => host.querySelector('.events-side')?.textContent).toContain('K. Brandt');
    expect(host.querySelector('.events-side')?.textContent).not.toContain('Withdraw');
    await page.getByText('what is mine').first().click();
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await expect.poll(() => host.querySelector('.events-side')?.textContent).toContain('withdrawn by M. Keller');
    expect(flags().join('\n')).not.toContain('what is mine');
  });
});
