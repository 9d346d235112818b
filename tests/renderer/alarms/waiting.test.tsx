import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

beforeEach(async () => {
  await page.viewport(1920, 1080);
  station.hello();
  station.gateway('A');
  station.beds(
    'A',
    [1, 2, 3].map((number) => fakeBed('A', number)),
  );
  await expect.poll(() => host.querySelectorAll('.bed-grid [role=gridcell]').length).toBe(3);
});

const MINUTE_MS = 60_000;
const ASYSTOLE = 'A/2/Asystole';
const keller = () => services.person.choose({ personId: 'mk', displayName: 'M. Keller', role: 'nurse' });
const brandt = () => services.person.choose({ personId: 'kb', displayName: 'K. Brandt', role: 'nurse' });
const row = () => {
  const found = host.querySelector<HTMLElement>('.rail [role=treeitem][data-bed-key="A/2"]');
  if (found === null) throw new Error('bed 2 has no row');
  return found;
};
const question = () => row().querySelector('.waiting');
const states = () => [...station.desk.alarms.commands.values()].map(({ action, delivery }) => [action, delivery.state]);
const toast = () => host.querySelector('.alarm-toast')?.textContent ?? '';

/** M. Keller acknowledged an asystole while its gateway was away, and that was more than two minutes ago. */
async function notSent() {
  keller();
  station.alarm('A/2', 'high', 'Asystole');
  await expect.poll(() => host.querySelectorAll('.rail [role=treeitem]').length).toBe(1);
  row().focus();
  await userEvent.keyboard('a');
  await expect.poll(() => station.desk.alarms.alarms.get(ASYSTOLE)?.acknowledged?.actorId).toBe('mk');
  expect(question()).toBeNull();
  station.wait(3 * MINUTE_MS);
  await expect.poll(question).not.toBeNull();
}

describe('an acknowledgement that did not reach the bedside in time', () => {
  it('says at the alarm what was decided, by whom, how long ago and why it was not sent; the alarm is nobody’s', async () => {
    await notSent();
    expect(question()?.textContent).toBe(
      'NOT SENT M. Keller acknowledged 03:00 ago' +
        'The bedside did not get this within 2 min, and much can have changed since. Is it still right?' +
        'Send now SDrop D',
    );
    expect(row().dataset['answered']).toBe('false');
    expect(row().dataset['beat']).toBe('high');
    expect(row().ariaLabel).toContain('nobody has this, a decision was not sent: send it now or drop it');
    expect(row().querySelector('.answer-acknowledged')).toBeNull();
  });

  it('goes with one key, by whoever presses it, and the row says so', async () => {
    await notSent();
    brandt();
    row().focus();
    await userEvent.keyboard('s');
    await expect.poll(states).toEqual([
      ['acknowledge', 'sent'],
      ['sendNow', 'none'],
    ]);
    await expect.poll(question).toBeNull();
    expect(toast()).toContain('Sent now by K. Brandt: bed A-02, Asystole');
    await expect.poll(() => row().dataset['answered']).toBe('true');
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => row().textContent).toContain('M. Keller acknowledged · on its way to the bedside');
    expect(row().textContent).toContain('K. Brandt confirmed it: send it now');
  });

  it('is dropped with one click, and the alarm goes on calling', async () => {
    await notSent();
    await page.getByRole('button', { name: /bed A-02: drop what was not sent/ }).click();
    await expect.poll(question).toBeNull();
    expect(states()).toEqual([
      ['acknowledge', 'dropped'],
      ['drop', 'none'],
    ]);
    expect(row().dataset['answered']).toBe('false');
  });

  it('of an answer that came second it says who was first', async () => {
    await notSent();
    station.isPrompt = false;
    row().focus();
    await userEvent.keyboard('s');
    const [waiting] = station.desk.alarms.commands.keys();
    const drop = { action: 'drop', waiting: waiting ?? '', commandId: 'other window', alarmId: ASYSTOLE } as const;
    station.event({ type: 'decided', decision: { ...drop, actorId: 'kb', issuedMs: 1 } });
    station.catchUp();
    await expect
      .poll(() => row().querySelector('.rail-refusal')?.textContent)
      .toBe('K. Brandt has dropped this already');
    expect(states()).toEqual([
      ['acknowledge', 'dropped'],
      ['drop', 'none'],
    ]);
  });

  it('asks no more when the alarm has ended', async () => {
    await notSent();
    station.alarm('A/2', 'high', 'Asystole', { presence: 'off' });
    await expect.poll(() => host.querySelector('.waiting')).toBeNull();
  });

  it('stands on the charge nurse’s page too, with its two answers', async () => {
    await notSent();
    await userEvent.keyboard('c');
    const list = page.getByRole('region', { name: 'Not sent: to be confirmed' });
    await expect.element(list).toHaveTextContent('M. Keller acknowledged 03:00 ago');
    await list.getByRole('button', { name: /send now what was not sent/ }).click();
    await expect.poll(states).toEqual([
      ['acknowledge', 'sent'],
      ['sendNow', 'none'],
    ]);
  });
});
