import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Bed } from '#domain/ward/ward.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { faces, host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

let beds: Bed[];

beforeEach(async () => {
  await page.viewport(1920, 1080);
  beds = Array.from({ length: 8 }, (_, b) => fakeBed('A', b + 1));
  station.hello();
  station.gateway('A');
  station.beds('A', beds);
  await expect.poll(() => host.querySelectorAll('.bed-grid [role=gridcell]').length).toBe(8);
});

const key = (number: number) => `A/${number}`;
const rows = () => [...host.querySelectorAll<HTMLElement>('.rail [role=treeitem]')];
/** Beds of the rows, from the top. */
const order = () => rows().map((row) => row.querySelector('.rail-bed')?.textContent);
const row = (number: number) => {
  const found = rows().find((each) => each.dataset['bedKey'] === key(number));
  if (found === undefined) throw new Error(`bed ${number} has no row`);
  return found;
};
const focused = () => (document.activeElement as HTMLElement | null)?.dataset['bedKey'];
/** What the window sent of decisions, in order. */
const decided = () => station.told.filter(({ type }) => type === 'decide');
const toast = () => host.querySelector('.alarm-toast')?.textContent ?? '';
const keller = () => services.person.choose({ personId: 'mk', displayName: 'M. Keller', role: 'nurse' });
const alarm = (id: string) => station.desk.alarms.alarms.get(id);
const ASYSTOLE = 'A/7/Asystole';

/** Bed 7 asystole, bed 3 a low saturation, bed 5 leads off. */
async function threePatients() {
  station.alarm(key(5), 'low', 'ECG leads off', { kind: 'technical' });
  station.alarm(key(3), 'medium', 'SpO2 84 < 88');
  station.alarm(key(7), 'high', 'Asystole');
  await expect.poll(order).toEqual(['A-07', 'A-03', 'A-05']);
}

describe('the alarm list', () => {
  it('is calm while no alarm stands', async () => {
    await expect.element(page.getByText('No alarm stands.')).toBeVisible();
    expect(rows()).toHaveLength(0);
  });

  it('ranks patients, and says of each how urgent, who, what, since when, and that nobody has it', async () => {
    await threePatients();
    station.wait(45_000);
    await expect.poll(() => row(7).textContent).toContain('nobody has this00:45');
    expect(row(7).textContent).toContain('A-07Test Ada');
    expect(row(7).textContent).toContain('Asystole');
    expect(row(7).dataset['priority']).toBe('high');
    expect(row(7).querySelector('.alarm-sign')?.textContent).toBe('!!!');
    expect(row(7).ariaLabel).toBe('high priority, bed A-07, Asystole, nobody has this');
    expect(host.querySelector('.rail-head')?.textContent).toContain('3 unanswered');
  });

  it('says what stands behind an alarm, and one key shows each with its reason', async () => {
    station.alarm(key(2), 'high', 'Asystole', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    station.alarm(key(2), 'medium', 'HR 28 < 50', { code: 'MDC_EVT_ECG_SINUS_BRADY' });
    station.alarm(key(4), 'medium', 'SpO2 86 < 88', { code: 'MDC_PULS_OXIM_SAT_O2' });
    await expect.poll(order).toEqual(['A-02']);
    expect(row(2).querySelector('.rail-behind')?.textContent).toBe('1 more, explained by: asystole');
    row(2).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => row(2).getAttribute('aria-expanded')).toBe('true');
    const [, second] = row(2).querySelectorAll('.member');
    expect(second?.textContent).toContain('HR 28 < 50');
    expect(second?.textContent).toContain('folded under another alarm: Asystole');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => row(2).querySelector('.member')).toBeNull();
    await page.getByText('Held back / explained').click();
    await expect.element(page.getByText('held back for 15 s in case it ends by itself')).toBeVisible();
  });

  it('shows who has been called when nobody answers: seen, heard, the charge nurse', async () => {
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(order).toEqual(['A-07']);
    const level = () => row(7).querySelector<HTMLElement>('.answer-nobody')?.dataset['level'];
    expect(level()).toBe('0');
    station.wait(31_000);
    await expect.poll(level).toBe('1');
    station.wait(30_000);
    await expect.poll(level).toBe('2');
    station.wait(60_000);
    await expect.poll(level).toBe('3');
    await expect.poll(() => row(7).textContent).toContain('charge told02:01');
  });

  it('has every patient on one line in a flood, worst first, and leaves nobody out', async () => {
    for (const [b, bed] of beds.entries()) {
      station.alarm(bed.bedKey, b === 5 ? 'high' : 'medium', 'RR 34 > 30');
      station.alarm(bed.bedKey, b === 5 ? 'high' : 'low', 'cuff', { kind: 'technical', onsetMs: b });
    }
    station.alarm('A/31', 'medium', 'RR 34 > 30');
    station.alarm('A/32', 'medium', 'RR 34 > 30');
    station.alarm('A/33', 'medium', 'RR 34 > 30');
    await expect.poll(() => host.querySelector('.rail-flood')?.textContent).toMatch(/^FLOOD since \d\d:\d\d: one list/);
    expect(order()).toHaveLength(11);
    expect(order()[0]).toBe('A-06');
    for (const each of rows()) expect(each.getBoundingClientRect().height).toBeLessThan(36);
  });

  it('runs no clocks in rows far below, which keep their words, their place and their key', async () => {
    const many = Array.from({ length: 80 }, (_, b) => fakeBed('A', b + 1));
    station.beds('A', many);
    for (let b = 1; b <= 80; b++) station.alarm(key(b), 'high', `HR ${100 + b} > 120`);
    await expect.poll(() => rows().length).toBe(80);
    const clocks = (at: number) => rows()[at]?.querySelectorAll('.alarm-age').length;
    expect(clocks(0)).toBeGreaterThan(0);
    expect(clocks(79)).toBe(0);
    expect(rows().at(-1)?.ariaLabel).toMatch(/^high priority, bed A-\d+, HR \d+ > 120, nobody has this$/);
    expect(rows().at(-1)?.textContent).toMatch(/HR \d+ > 120/);
    rows()[0]?.focus();
    await userEvent.keyboard('{End}');
    await expect.poll(() => focused()).toBe(rows().at(-1)?.dataset['bedKey']);
    await expect.poll(() => clocks(78)).toBeGreaterThan(0);
  });

  it('lists what was answered long ago and still stands', async () => {
    keller();
    await threePatients();
    await services.decisions.decide('take', services.alarms.view.value.worklist.episodes[0] as never);
    station.answer('take', { outcome: 'confirmed', earlierActorId: null });
    station.wait(5 * 60_000 + 1_000);
    const forgotten = page.getByRole('region', { name: 'Forgotten' });
    await expect.element(forgotten).toHaveTextContent('A-07 Asystoletaken 05:01 ago, M. Keller');
    await forgotten.getByRole('button').click();
    await expect.poll(focused).toBe(key(7));
  });

  it('is hidden and shown by W, and the window remembers it', async () => {
    await userEvent.keyboard('w');
    await expect.poll(() => document.activeElement?.className).toContain('rail');
    await userEvent.keyboard('w');
    await expect.poll(() => host.querySelector('.rail')).toBeNull();
    expect(services.layouts.state.value.layout.rail).toBe(false);
    station.alarm(key(7), 'high', 'Asystole');
    await expect.element(page.getByRole('button', { name: 'Alarms 1 W' })).toBeVisible();
    await userEvent.keyboard('w');
    await expect.poll(focused).toBe(key(7));
  });

  it('stands over the beds in a narrow window, only when asked for', async () => {
    await page.viewport(1000, 768);
    await expect.poll(() => host.querySelector('.rail')).toBeNull();
    const before = host.querySelector('.wall-main')?.clientWidth;
    await userEvent.keyboard('w');
    await expect.poll(() => host.querySelector<HTMLElement>('.rail')?.dataset['overlay']).toBe('true');
    expect(host.querySelector('.wall-main')?.clientWidth).toBe(before);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('.rail')).toBeNull();
  });

  it('keeps its rows under the focus for two seconds, but a new high alarm comes to the top at once', async () => {
    await threePatients();
    row(3).focus();
    station.alarm(key(5), 'medium', 'RR 34 > 30');
    station.alarm(key(1), 'medium', 'HR 142 > 120');
    await expect.poll(order).toEqual(['A-07', 'A-03', 'A-05', 'A-01']);
    station.alarm(key(8), 'high', 'V-TACH');
    await expect.poll(order).toEqual(['A-08', 'A-07', 'A-03', 'A-05', 'A-01']);
    expect(focused()).toBe(key(3));
    station.wait(2_250);
    await expect.poll(order).toEqual(['A-07', 'A-08', 'A-01', 'A-03', 'A-05']);
    expect(focused()).toBe(key(3));
  });

  it('tells a screen reader of each new high alarm, once', async () => {
    const told = () => host.querySelector('[aria-live=assertive]')?.textContent;
    station.alarm(key(3), 'medium', 'SpO2 84 < 88');
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(told).toBe('New high priority alarm: bed A-07, Asystole');
    station.alarm(key(2), 'high', 'V-TACH');
    await expect.poll(told).toBe('New high priority alarm: bed A-02, V-TACH');
  });
});

describe('the nurse decides', () => {
  it('takes and acknowledges by keyboard alone', async () => {
    await threePatients();
    station.clock.advance(0.4); // no clock stands at a whole millisecond
    await userEvent.keyboard('w');
    await expect.poll(focused).toBe(key(7));
    await userEvent.keyboard('t');
    await expect.element(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await userEvent.keyboard('1');
    await expect.poll(toast).toContain('Taken by M. Keller: bed A-07, Asystole');
    expect(alarm(ASYSTOLE)?.owner?.actorId).toBe('mk');
    await expect.poll(focused).toBe(key(7));
    await userEvent.keyboard('a');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged?.actorId).toBe('mk');
    await expect.poll(toast).toContain('Acknowledged by M. Keller: bed A-07, Asystole');
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe(key(3));
    await userEvent.keyboard('a');
    await expect.poll(() => alarm('A/3/SpO2 84 < 88')?.acknowledged?.actorId).toBe('mk');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-03, large' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(focused).toBe(key(3));
    await expect.element(page.getByRole('button', { name: 'At this screen: M. Keller. Change' })).toBeVisible();
  });

  it('from the tile that has the focus, or from the large bed, with the same letters', async () => {
    keller();
    await threePatients();
    host.querySelector<HTMLElement>(`.bed-grid [data-bed-key="${key(3)}"]`)?.focus();
    await userEvent.keyboard('t');
    await expect.poll(() => alarm('A/3/SpO2 84 < 88')?.owner?.actorId).toBe('mk');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-03, large' })).toBeVisible();
    await userEvent.keyboard('a');
    await expect.poll(() => alarm('A/3/SpO2 84 < 88')?.acknowledged?.actorId).toBe('mk');
  });

  it('with the pointer: one click each', async () => {
    keller();
    await threePatients();
    await userEvent.hover(row(3));
    await page.getByRole('button', { name: 'bed A-03: acknowledge' }).click();
    await expect.poll(() => alarm('A/3/SpO2 84 < 88')?.acknowledged?.actorId).toBe('mk');
    expect(host.querySelector('.large-bed')).toBeNull();
  });

  it('acknowledges all that is on the list and what is folded under it, and nothing that is held back', async () => {
    keller();
    station.alarm(key(7), 'high', 'Asystole', { code: 'MDC_EVT_ECG_ASYSTOLE' });
    station.alarm(key(7), 'medium', 'HR 28 < 50', { code: 'MDC_EVT_ECG_SINUS_BRADY' });
    station.alarm(key(7), 'medium', 'SpO2 86 < 88', { code: 'MDC_PULS_OXIM_SAT_O2' });
    await expect.poll(order).toEqual(['A-07']);
    row(7).focus();
    await userEvent.keyboard('a');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged?.actorId).toBe('mk');
    expect(alarm('A/7/HR 28 < 50')?.acknowledged?.actorId).toBe('mk');
    expect(alarm('A/7/SpO2 86 < 88')?.acknowledged).toBeNull();
  });

  it('does not acknowledge what came while the window asked who is there', async () => {
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(order).toEqual(['A-07']);
    row(7).focus();
    await userEvent.keyboard('a');
    await expect.element(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    station.alarm(key(7), 'high', 'V-TACH');
    await expect.poll(() => row(7).textContent).toContain('+1 more');
    await userEvent.keyboard('2');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged?.actorId).toBe('kb');
    expect(alarm('A/7/V-TACH')?.acknowledged).toBeNull();
  });

  it('takes it back with U within five seconds, and not later', async () => {
    keller();
    await threePatients();
    row(7).focus();
    await userEvent.keyboard('a');
    await expect.poll(toast).toContain('Undo U 5 s');
    station.wait(3_000);
    await expect.poll(toast).toContain('Undo U 2 s');
    await userEvent.keyboard('u');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged).toBeNull();
    await expect.poll(toast).toContain('Taken back: bed A-07, Asystole');
    await userEvent.keyboard('a');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged?.actorId).toBe('mk');
    station.wait(5_250);
    await expect.poll(toast).toBe('');
    await userEvent.keyboard('u');
    expect(decided().at(-1)).toMatchObject({ decisions: [{ action: 'acknowledge' }] });
  });

  it('hands on to a colleague, notes, escalates, and gives back', async () => {
    keller();
    await threePatients();
    row(7).focus();
    await userEvent.keyboard('h');
    const whom = page.getByRole('dialog', { name: 'Hand on to whom?' });
    await expect.element(whom).toHaveTextContent('K. Brandt');
    await expect.element(whom).not.toHaveTextContent('M. Keller');
    await userEvent.keyboard('1');
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('kb');
    await expect.poll(() => row(7).querySelector('.answer-owner')?.textContent).toContain('K. Brandt');
    await userEvent.keyboard('n');
    await expect.element(page.getByRole('dialog', { name: 'Note' })).toBeVisible();
    await userEvent.keyboard('turning the patient{Enter}');
    await expect.poll(() => alarm(ASYSTOLE)?.notes[0]?.text).toBe('turning the patient');
    await expect.poll(() => document.querySelector('dialog')).toBeNull();
    await userEvent.keyboard('g');
    await expect.poll(() => alarm(ASYSTOLE)?.owner).toBeNull();
    await userEvent.keyboard('e');
    await expect.poll(() => alarm(ASYSTOLE)?.escalation).toBe(3);
    await userEvent.keyboard(' ');
    await expect
      .poll(() => row(7).textContent)
      .toContain('M. Keller noted: “turning the patient” · kept here, not sent to the bedside');
  });

  it('hands on to somebody who is not of the staff, by name', async () => {
    keller();
    await threePatients();
    row(7).focus();
    await userEvent.keyboard('h');
    await page.getByRole('textbox', { name: 'Another name' }).fill('Dr. Weiss');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('Dr. Weiss');
  });

  it('by a digit also when the dialog itself has the focus, and a digit in a name is a digit', async () => {
    await threePatients();
    row(7).focus();
    await userEvent.keyboard('t');
    await expect.element(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await userEvent.click(page.getByRole('heading', { name: 'Who is at this screen?' }));
    expect(document.activeElement?.tagName).not.toBe('BUTTON');
    await userEvent.keyboard('2');
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('kb');
    await userEvent.keyboard('h');
    await page.getByRole('textbox', { name: 'Another name' }).fill('Room ');
    await userEvent.keyboard('1{Enter}');
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('Room 1');
  });

  it('on a screen that many share, says each time who they are', async () => {
    await threePatients();
    row(7).focus();
    await userEvent.keyboard('t');
    await page.getByRole('checkbox', { name: /ask each time/ }).click();
    await page.getByRole('button', { name: /K. Brandt/ }).click();
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('kb');
    await userEvent.keyboard('a');
    await expect.element(page.getByRole('dialog', { name: 'Who is at this screen?' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('dialog')).toBeNull();
    expect(alarm(ASYSTOLE)?.acknowledged).toBeNull();
  });
});

describe('what becomes of a decision', () => {
  beforeEach(async () => {
    keller();
    await threePatients();
    row(7).focus();
  });

  it('is not shown as done before the station says so', async () => {
    station.isPrompt = false;
    await userEvent.keyboard('a');
    await expect.poll(() => row(7).textContent).toContain('sent …');
    expect(row(7).querySelector('.answer-acknowledged')).toBeNull();
    station.catchUp();
    await expect.poll(() => row(7).querySelector('.answer-acknowledged')?.textContent).toContain('M. Keller');
    expect(row(7).textContent).not.toContain('sent …');
  });

  it('is told beside the row when somebody was first', async () => {
    station.isPrompt = false;
    await userEvent.keyboard('a');
    const theirs = {
      commandId: 'theirs',
      alarmId: ASYSTOLE,
      actorId: 'kb',
      issuedMs: 0,
      action: 'acknowledge',
    } as const;
    station.event({ type: 'decided', decision: theirs });
    station.catchUp();
    await expect
      .poll(() => row(7).querySelector('.rail-refusal')?.textContent)
      .toBe('K. Brandt acknowledged this already');
    expect(toast()).toBe('');
    station.wait(13_000);
    await expect.poll(() => row(7).querySelector('.rail-refusal')).toBeNull();
  });

  it('shows whether the bedside got it: confirmed, or not and why', async () => {
    await userEvent.keyboard(' ');
    await userEvent.keyboard('a');
    await expect.poll(() => row(7).textContent).toContain('M. Keller acknowledged · on its way to the bedside');
    station.answer('acknowledge', { outcome: 'confirmed', earlierActorId: null });
    await expect.poll(() => row(7).textContent).toContain('M. Keller acknowledged · confirmed by the bedside');
    await userEvent.keyboard('t');
    await expect.poll(() => alarm(ASYSTOLE)?.owner?.actorId).toBe('mk');
    station.answer('take', { outcome: 'failed', reason: 'the gateway takes no decisions' });
    await expect.poll(() => row(7).textContent).toContain('NOT DELIVERED: the gateway takes no decisions');
    row(3).focus();
    await expect.poll(() => row(7).querySelector('.answer-failed')?.textContent).toBe('not delivered');
  });

  it('is impossible while the station is lost, and every button says why', async () => {
    station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'closed' });
    const take = () => row(7).querySelector<HTMLButtonElement>('.episode-buttons > button');
    await expect.poll(() => take()?.disabled).toBe(true);
    expect(take()?.title).toContain('The station is lost');
    await userEvent.keyboard('a');
    await expect.poll(toast).toContain('The station is lost');
    expect(decided()).toEqual([]);
  });

  it('is not sent a third time: what ends a session twice is told as lost', async () => {
    station.isPrompt = false;
    await userEvent.keyboard('a');
    await expect.poll(() => decided().length).toBe(1);
    for (const _ of [1, 2]) {
      station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'closed' });
      station.status.next({ state: 'open', sinceMs: station.clock.nowMs(), reason: '' });
      station.hello();
    }
    await expect
      .poll(() => row(7).querySelector('.rail-refusal')?.textContent)
      .toContain('not known whether this arrived');
    expect(decided()).toHaveLength(2);
  });

  it('is sent again, under the same id, when the station was lost before it answered', async () => {
    station.isPrompt = false;
    await userEvent.keyboard('a');
    await expect.poll(() => decided().length).toBe(1);
    station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'closed' });
    station.wait(4_000);
    station.status.next({ state: 'open', sinceMs: station.clock.nowMs(), reason: '' });
    station.hello();
    await expect.poll(() => decided().length).toBe(2);
    expect(decided()[1]).toEqual(decided()[0]);
    station.catchUp();
    await expect.poll(() => row(7).querySelector('.answer-acknowledged')?.textContent).toContain('M. Keller');
    expect(station.desk.alarms.counts.commandsRepeated).toBe(1);
  });

  it('is sent again when the station died before it stood in its record, though it was shown already', async () => {
    const before = station.desk;
    station.isRecording = false;
    await userEvent.keyboard('a');
    await expect.poll(() => row(7).querySelector('.answer-acknowledged')?.textContent).toContain('M. Keller');
    expect(services.decisions.sent.value.size).toBe(1);
    station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'closed' });
    station.desk = before;
    station.isRecording = true;
    station.status.next({ state: 'open', sinceMs: station.clock.nowMs(), reason: '' });
    station.hello();
    await expect.poll(() => decided().length).toBe(2);
    expect(decided()[1]).toEqual(decided()[0]);
    await expect.poll(() => row(7).querySelector('.answer-acknowledged')?.textContent).toContain('M. Keller');
    expect(services.decisions.sent.value.size).toBe(0);
  });
});

describe('what is acknowledged, held back or paused', () => {
  const header = (number: number) => {
    const tile = host.querySelector(`.bed-grid [data-bed-key="${key(number)}"]`);
    return tile === null ? undefined : faces.on(tile).block('header');
  };
  const words = (number: number) =>
    header(number)
      ?.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []))
      .join(' ') ?? '';
  const flashes = (number: number) =>
    header(number)?.parts.some((part) => part.kind === 'fill' && typeof part.colour !== 'string') ?? false;

  it('flashes until it is acknowledged, then stands still and says by whom', async () => {
    keller();
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(() => flashes(7)).toBe(true);
    await services.decisions.decide('acknowledge', services.alarms.view.value.worklist.episodes[0] as never);
    await expect.poll(() => flashes(7)).toBe(false);
    expect(words(7)).toContain('Asystole');
    expect(words(7)).toContain('M. Keller');
    expect(document.documentElement.dataset['rest'] ?? '').toBe('');
  });

  it('a medium alarm that nobody has seen flashes although a high one beside it is acknowledged', async () => {
    keller();
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(() => flashes(7)).toBe(true);
    await services.decisions.decide('acknowledge', services.alarms.view.value.worklist.episodes[0] as never);
    await expect.poll(() => flashes(7)).toBe(false);
    station.alarm(key(7), 'medium', 'RR 34 > 30');
    await expect.poll(() => flashes(7)).toBe(true);
    await expect.poll(() => words(7)).toContain('RR 34 > 30');
    station.wait(3_000);
    await expect.poll(() => words(7)).toContain('Asystole');
  });

  it('what is held back does not show on the tile', async () => {
    station.alarm(key(4), 'medium', 'SpO2 86 < 88', { code: 'MDC_PULS_OXIM_SAT_O2' });
    await expect.poll(() => host.querySelector('.rail-section')?.textContent).toContain('Held back / explained 1');
    expect(words(4)).not.toContain('SpO2 86');
    station.wait(19_250);
    await expect.poll(() => words(4)).toContain('SpO2 86');
  });

  it('the alarms of a bed that somebody has paused stand still, marked on the tile with the time that is left', async () => {
    keller();
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(() => flashes(7)).toBe(true);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Bed' }), key(7));
    await page.getByRole('button', { name: 'Pause alarms 2 min' }).click();
    await expect.element(page.getByRole('dialog', { name: 'Why?' })).toHaveTextContent('Alarms paused, bed A-07');
    expect(flashes(7), 'nothing is paused before it is said why').toBe(true);
    await userEvent.keyboard('2');
    await expect.poll(() => flashes(7)).toBe(false);
    station.wait(18_000);
    await expect.poll(() => words(7)).toContain('01:42');
    await expect.element(page.getByRole('button', { name: /A-07 01:42/ })).toBeVisible();
    await page.getByRole('button', { name: /A-07 01:42/ }).click();
    await expect.poll(() => flashes(7)).toBe(true);
  });
});

describe('audio paused', () => {
  const bar = () => host.querySelector<HTMLElement>('.status-bar');

  it('by P is a band over the whole bar that counts down and says who; P again turns it on', async () => {
    keller();
    await userEvent.keyboard('p');
    await expect.poll(() => bar()?.dataset['off']).toBe('true');
    station.wait(18_000);
    await expect.poll(() => bar()?.textContent).toContain('AUDIO PAUSED01:42');
    expect(bar()?.textContent).toContain('by M. Keller');
    expect(station.desk.alarms.settings[0], 'one key: no reason was asked').not.toHaveProperty('reason');
    await userEvent.keyboard('p');
    await expect.poll(() => bar()?.dataset['off']).toBe('false');
  });

  it('ends by itself after two minutes', async () => {
    keller();
    await userEvent.keyboard('p');
    await expect.poll(() => bar()?.dataset['off']).toBe('true');
    station.wait(121_000);
    await expect.poll(() => bar()?.dataset['off']).toBe('false');
  });

  it('silences the sound and nothing else', async () => {
    keller();
    station.alarm(key(7), 'high', 'Asystole');
    await expect.poll(() => services.alarms.sound.value?.priority).toBe('high');
    await userEvent.keyboard('p');
    await expect.poll(() => services.alarms.sound.value).toBeNull();
    expect(row(7).dataset['beat']).toBe('high');
  });

  const openMenu = () => page.getByRole('button', { name: 'Pause', exact: true }).click();
  const why = page.getByRole('dialog', { name: 'Why?' });

  it('until somebody turns it on again asks why; who breaks off has turned nothing off', async () => {
    keller();
    await openMenu();
    await page.getByRole('button', { name: 'Audio off' }).first().click();
    await expect.element(why).toHaveTextContent('Audio off, whole ward');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.querySelector('dialog')).toBeNull();
    expect(station.desk.alarms.settings).toEqual([]);
    await openMenu();
    await page.getByRole('button', { name: 'Audio off' }).first().click();
    await page.getByRole('button', { name: /Another reason/ }).click();
    await expect.poll(() => bar()?.textContent).toContain('by M. Keller · another reason');
    expect(station.desk.alarms.settings).toMatchObject([{ activation: 'off', reason: 'other' }]);
  });

  it('for two minutes takes a reason from whoever wants to give one', async () => {
    keller();
    await openMenu();
    await page.getByRole('button', { name: 'Pause audio 2 min, with a reason' }).first().click();
    await userEvent.keyboard('1');
    await expect.poll(() => bar()?.textContent).toContain('by M. Keller · at the bedside');
  });

  it('is never offered for the alarms of the whole ward', async () => {
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const offered = [...host.querySelectorAll('.off-column:first-child button')].map((each) =>
      each.textContent?.trim(),
    );
    expect(offered).toEqual(['Pause audio 2 min', 'or with a reason', 'Audio off']);
  });
});

describe("the charge nurse's overview", () => {
  const figure = (words: string) =>
    [...host.querySelectorAll('.charge-figure')].find((each) => each.textContent?.includes(words))?.textContent;

  it('shows the whole ward on one page: what stands, what nobody has, what was told to charge, how long people waited', async () => {
    keller();
    await threePatients();
    station.wait(20_000);
    await services.decisions.decide('take', services.alarms.view.value.worklist.episodes[1] as never);
    station.wait(101_000);
    await userEvent.keyboard('c');
    await expect.poll(() => host.querySelectorAll('.charge-cell').length).toBe(8);
    await expect.poll(() => figure('told to charge')).toBe('1told to charge');
    expect(figure('nobody has')).toBe('2nobody has');
    expect(figure('to answer')).toContain('00:20to answer (median of 1, longest 00:20)');
    await expect.element(page.getByRole('region', { name: 'Told to charge' })).toHaveTextContent('A-07');
    for (const cell of host.querySelectorAll('.charge-cell')) {
      expect(cell.getBoundingClientRect().bottom).toBeLessThanOrEqual(1080);
    }
  });

  it('takes the same keys, opens a bed with Enter, and comes back to it', async () => {
    keller();
    await threePatients();
    await userEvent.keyboard('c');
    host.querySelector<HTMLElement>(`.charge-cell[data-bed-key="${key(7)}"]`)?.focus();
    await userEvent.keyboard('a');
    await expect.poll(() => alarm(ASYSTOLE)?.acknowledged?.actorId).toBe('mk');
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(focused).toBe(key(6));
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-06, large' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('.charge')).not.toBeNull();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('.charge')).toBeNull();
  });
});
