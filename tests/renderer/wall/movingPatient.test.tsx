import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { trailsOf } from '#domain/alarms/trail.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { faces, host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

/** A patient with the key that a station gives. */
const who = (key: string, displayName: string) => ({
  key,
  patientId: `MRN ${key}`,
  displayName,
  ageYears: 67,
  sex: 'female' as const,
});
const anna = who('anna', 'Berg, Anna');
const nora = who('nora', 'Vik, Nora');
const bert = who('bert', 'Holm, Bert');

/** Tells who lies where, as a station does: the beds to the wall, and their patients to the desk. */
function lie(patients: readonly Bed['patient'][]): readonly Bed[] {
  const beds = patients.map((patient, k) => fakeBed('A', k + 1, { patient }));
  station.beds('A', beds);
  station.event({
    type: 'occupied',
    gatewayId: 'A',
    isOpening: false,
    beds: beds.map(({ bedKey, patient }) => ({ bedKey, patientKey: patient?.key ?? '' })),
  });
  station.messages.next({ type: 'trails', trails: trailsOf(station.desk.alarms) });
  return beds;
}

async function wallOf(...patients: readonly Bed['patient'][]): Promise<void> {
  station.hello();
  station.gateway('A');
  lie(patients);
  await expect.poll(() => host.querySelectorAll('.tile').length).toBe(patients.length);
}

const tile = (number: number) => host.querySelector<HTMLElement>(`.tile[data-bed-key="A/${number}"]`) as HTMLElement;
const header = (number: number) => faces.on(tile(number)).text('header');
const rows = () => [...host.querySelectorAll('.rail-row')].map((row) => row.getAttribute('aria-label'));
const word = () => host.querySelector('.patient-change')?.textContent ?? '';

describe('an asystole of a patient who is brought elsewhere', () => {
  it('is on the list as hers, and neither in the tile, nor in the name, nor on the row of who lies there now', async () => {
    await wallOf(anna, bert);
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    await expect.poll(() => header(1)).toContain('ASYSTOLE');
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE', presence: 'off' });
    lie([nora, anna]);
    await expect.poll(rows).toEqual(['high priority, bed A-01 (patient before), ASYSTOLE, ended, nobody has this']);
    expect(host.querySelector('.rail-patient')?.textContent).toBe('before, now A-02: Berg, Anna');
    await expect.poll(() => header(1)).toContain('Vik, Nora');
    expect(header(1)).not.toMatch(/ASYSTOLE|Berg/);
    expect(tile(1).textContent).not.toMatch(/ASYSTOLE|Berg/);
  });

  it('is told in the bar where the list is not in sight: no tile shows it', async () => {
    await wallOf(anna, bert);
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE', presence: 'off' });
    lie([nora, bert]);
    await expect.poll(() => host.querySelector('.status-bar, .bar, header')?.textContent).toContain('A-01 (before)');
  });

  it('is not acknowledged by a key that is meant for who lies there now', async () => {
    await wallOf(anna, bert);
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE', presence: 'off' });
    lie([nora, bert]);
    await expect.poll(rows).toHaveLength(1);
    tile(1).focus();
    await userEvent.keyboard('a');
    expect(services.decisions.question.value).toBeNull();
    host.querySelector<HTMLElement>('.rail-row')?.focus();
    await userEvent.keyboard('a');
    expect(services.decisions.question.value).toMatchObject({ title: 'bed A-01 (patient before), ASYSTOLE' });
  });

  it('stays in the tile while nobody else is announced there: she may lie there still', async () => {
    await wallOf(anna, bert);
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    lie([null, bert]);
    await expect.poll(() => header(1)).toContain('ASYSTOLE');
    expect(header(1)).not.toContain('Berg');
  });
});

describe('a bed that is open large', () => {
  async function openFirst() {
    await page.getByRole('gridcell').first().click();
    await expect.poll(() => host.querySelector('.large-bed')).not.toBeNull();
  }

  it('says that another patient lies there, and where the one before is, until that was seen', async () => {
    await wallOf(anna, bert, null);
    await openFirst();
    expect(word()).toBe('');
    lie([nora, bert, anna]);
    await expect.poll(word).toContain('ANOTHER PATIENT');
    expect(word()).toContain('Vik, Nora');
    expect(word()).toContain('Before: Berg, Anna, now in A-03');
    expect(host.querySelector('.large-patient')?.textContent).toContain('Vik, Nora');
    await page.getByRole('button', { name: 'Seen' }).click();
    await expect.poll(word).toBe('');
  });

  it('says that nobody is announced there any more, and takes that back when she is again', async () => {
    await wallOf(anna, bert);
    await openFirst();
    lie([null, bert]);
    await expect.poll(word).toContain('NOBODY IS ANNOUNCED HERE NOW');
    lie([anna, bert]);
    await expect.poll(word).toBe('');
  });

  it('says nothing of a name that was corrected, nor of another bed that is looked at next', async () => {
    await wallOf(anna, bert);
    await openFirst();
    lie([{ ...anna, displayName: 'Bergh, Anna' }, bert]);
    await expect.poll(() => host.querySelector('.large-patient')?.textContent).toContain('Bergh');
    expect(word()).toBe('');
    await page.getByRole('button', { name: 'Next bed' }).click();
    await expect.poll(() => host.querySelector('.large-patient')?.textContent).toContain('Holm');
    expect(word()).toBe('');
  });

  it('looks back no longer: the last five minutes there are not of who lies there now', async () => {
    await wallOf(anna, bert);
    await openFirst();
    await userEvent.keyboard('l');
    await expect.poll(() => host.querySelector('.recent')).not.toBeNull();
    lie([nora, bert]);
    await expect.poll(() => host.querySelector('.recent')).toBeNull();
    expect(host.querySelector('.large-live')?.getAttribute('data-resting')).toBe('false');
  });

  it('tells at the new bed where she was, and what somebody has said of it', async () => {
    await wallOf(anna, null);
    station.alarm('A/1', 'high', 'ASYSTOLE', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    const decided = { alarmId: 'A/1/ASYSTOLE', actorId: 'mk', issuedMs: station.clock.nowMs() };
    station.event({ type: 'decided', decision: { ...decided, commandId: 'c1', action: 'take' } });
    station.event({ type: 'decided', decision: { ...decided, commandId: 'c2', action: 'note', text: 'to cath lab' } });
    lie([null, anna]);
    await page.getByRole('gridcell').nth(1).click();
    await expect.poll(() => host.querySelector('.large-bed .trail')?.textContent).toContain('Was in A-01 until');
    const trail = host.querySelector('.large-bed .trail')?.textContent ?? '';
    expect(trail).toContain('ASYSTOLE');
    expect(trail).toContain('held by M. Keller');
    expect(trail).toContain('noted: “to cath lab”');
  });

  it('moves again when it was frozen: what stood still was of the one before', async () => {
    await wallOf(anna, bert);
    await openFirst();
    await userEvent.keyboard('z');
    await expect.poll(() => services.settings.state.value.frozen.bedKeys).toEqual(['A/1']);
    lie([nora, bert]);
    await expect.poll(() => services.settings.state.value.frozen.bedKeys).toEqual([]);
  });
});

describe('what is off at a bed', () => {
  it('is sent with the patient whom the person saw', async () => {
    await wallOf(anna, bert);
    services.person.choose({ personId: 'mk', displayName: 'M. Keller', role: 'nurse' }, false);
    const { offChoices } = await import('#renderer/alarms/off/offTexts.ts');
    const seen = services.bedNames.value.get('A/1');
    const [pause] = offChoices(services.alarms.view.value.policy, {
      bedKey: 'A/1',
      patientKey: seen?.patientKey ?? null,
    });
    if (pause === undefined) throw new Error('there is nothing to choose');
    lie([nora, bert]);
    station.isPrompt = false;
    await services.decisions.set(pause.setting, 'Audio paused');
    station.catchUp();
    expect(station.desk.alarms.settings).toEqual([]);
    expect(services.decisions.toast.value?.text).toMatch(/^Refused: another patient lies in that bed now/);
  });
});

describe('a score', () => {
  it('of the patient before is gone at once, and is beside nobody else', async () => {
    await wallOf(anna, bert);
    const bed = services.wall.beds.value[0]?.bed;
    station.observe(bed?.numerics[0], 135);
    station.observe(bed?.numerics[1], 90);
    station.observe(bed?.numerics[2], 85);
    station.wait(3000);
    await expect.poll(() => services.news2.of('A/1', 'anna')).not.toBeNull();
    expect(services.news2.of('A/1', 'nora')).toBeNull();
    lie([nora, bert]);
    expect(services.news2.of('A/1', 'nora')).toBeNull();
    expect(services.news2.of('A/1', 'anna')).toBeNull();
  });
});
