import '#renderer/theme.css';
import '#renderer/wall/wall.css';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { SoundingPriority } from '#domain/alarms/sounds.ts';
import type { AlarmSoundState } from '#renderer/alarms/sound/alarmSound.ts';
import { SoundCheck } from '#renderer/alarms/sound/SoundCheck.view.tsx';
import { SoundMark } from '#renderer/alarms/sound/SoundMark.view.tsx';
import type { Volume } from '#renderer/alarms/sound/volume.ts';
import { openTheme } from '#renderer/theme/theme.ts';
import { ModalDialog } from '#renderer/wall/ModalDialog.view.tsx';

const here: AlarmSoundState = { role: 'sounding', why: '', isElsewhere: false, volume: 4 };
const elsewhere: AlarmSoundState = { ...here, role: 'standby', isElsewhere: true };
const waits: AlarmSoundState = { ...here, role: 'cannot', why: 'the browser waits for a click' };
const silent: AlarmSoundState = { ...here, role: 'cannot', why: 'no audio output' };

let host: HTMLElement;
let root: Root;
let closeTheme: () => void;
beforeEach(async () => {
  await page.viewport(1366, 768);
  closeTheme = openTheme(document.documentElement, () => sessionStorage);
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  return () => {
    root.unmount();
    host.remove();
    closeTheme();
  };
});

describe('the mark in the status bar', () => {
  const chip = () => host.querySelector<HTMLElement>('.sound-mark') as HTMLElement;
  const show = async (state: AlarmSoundState, onOpen = () => {}) => {
    root.render(<SoundMark state={state} onOpen={onOpen} />);
    await expect.poll(() => host.querySelector('.sound-mark')).not.toBeNull();
  };

  it.each([
    ['Sound: here', here],
    ['Sound: other window', elsewhere],
    ['Sound: other window', { ...silent, isElsewhere: true }],
    ['Sound: starting', { ...here, role: 'standby' }],
    ['Sound: starting', { ...here, role: 'cannot', why: 'starting' }],
    ['NO SOUND: click to switch on', waits],
    ['NO SOUND: no audio output', silent],
    ['NO SOUND: interrupted', { ...silent, why: 'interrupted' }],
  ] as const)('says "%s"', async (text, state) => {
    await show(state);
    await expect.poll(() => chip().textContent).toBe(text);
    // What nobody hears is filled with the colour of warnings, all else is quiet.
    const isLoud = getComputedStyle(chip()).backgroundColor !== 'rgba(0, 0, 0, 0)';
    expect(isLoud).toBe(text.startsWith('NO SOUND'));
  });

  it('opens the sound check, and is named for who cannot see it', async () => {
    let opened = 0;
    await show(waits, () => opened++);
    const mark = page.getByRole('button', { name: /^No sound\. Nobody hears alarms .* Open the sound check$/ });
    await mark.click();
    expect(opened).toBe(1);
  });
});

describe('the sound check', () => {
  const played: SoundingPriority[] = [];
  const answers: boolean[] = [];
  const chosen: Volume[] = [];
  let lastsMs: number | null = 20;
  afterEach(() => {
    played.length = 0;
    answers.length = 0;
    chosen.length = 0;
    lastsMs = 20;
  });
  const show = async (state: AlarmSoundState) => {
    root.render(
      <ModalDialog className="about" titleId="sound-title" onClose={() => {}}>
        <SoundCheck
          state={state}
          titleId="sound-title"
          play={(priority) => {
            played.push(priority);
            return lastsMs;
          }}
          onVolume={(volume) => chosen.push(volume)}
          onAnswer={(heardAll) => answers.push(heardAll)}
        />
      </ModalDialog>,
    );
    await expect.element(page.getByRole('dialog', { name: 'Sound check' })).toBeVisible();
  };

  it('plays low, medium and high one after the other, and asks then', async () => {
    await show(here);
    const yes = page.getByRole('button', { name: 'Yes, all three' });
    await expect.element(yes).toBeDisabled();
    await page.getByRole('button', { name: 'Play all three' }).click();
    await expect.element(yes, { timeout: 4_000 }).toBeEnabled();
    expect(played).toEqual(['low', 'medium', 'high']);
    await yes.click();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    expect(answers).toEqual([true, false]);
    await expect.element(page.getByText(/Look at the loudspeaker/)).toBeVisible();
  });

  it('plays each by its own button, and asks when each was played', async () => {
    await show(elsewhere);
    await expect.element(page.getByText('Alarms sound in another window of this browser.')).toBeVisible();
    for (const name of ['high', 'medium', 'low']) {
      await page.getByRole('button', { name: `Play ${name}` }).click();
      await expect.poll(() => host.querySelectorAll('.sound-state').length).toBe(3);
      await expect.poll(() => host.querySelector('[data-playing="true"]')).toBeNull();
    }
    expect(played).toEqual(['high', 'medium', 'low']);
    await expect.element(page.getByRole('button', { name: 'Yes, all three' })).toBeEnabled();
  });

  it('plays nothing where nothing can be heard, and says why', async () => {
    await show(silent);
    await expect
      .element(page.getByText('Nobody hears alarms from this browser. This window cannot sound: no audio output.'))
      .toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Play all three' })).toBeDisabled();
  });

  it('says when an alarm goes before', async () => {
    await show(here);
    lastsMs = null;
    await page.getByRole('button', { name: 'Play all three' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('an alarm sounds, and goes before a check');
    expect(played).toEqual(['low']);
  });

  it('offers five volumes and no silence, by keyboard too', async () => {
    await show(here);
    const radios = [...host.querySelectorAll<HTMLInputElement>('input[type="radio"]')];
    expect(radios.map(({ checked }) => checked)).toEqual([false, false, false, true, false]);
    radios[3]!.focus();
    await act(() => userEvent.keyboard('{ArrowLeft}'));
    expect(chosen).toEqual([3]);
  });

  it('is seen as a whole in a window 768 px high', async () => {
    await show(silent);
    const dialog = host.querySelector('dialog')!;
    expect(dialog.scrollHeight).toBeLessThanOrEqual(dialog.clientHeight);
  });
});
