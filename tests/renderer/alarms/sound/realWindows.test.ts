import { BehaviorSubject, NEVER } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SoundWanted } from '#domain/alarms/audible.ts';
import { pageClock } from '#domain/time/pageClock.ts';
import { AlarmSound, type SoundSurroundings } from '#renderer/alarms/sound/alarmSound.ts';
import { beatEvery } from '#renderer/alarms/sound/beatEvery.ts';
import { LOCK_NAME, type SoundChannel } from '#renderer/alarms/sound/election.ts';
import { openAlarmSound } from '#renderer/alarms/sound/openAlarmSound.ts';
import type { SoundOutput } from '#renderer/alarms/sound/soundOutput.ts';
import { Keeper } from '#renderer/kept/keeper.ts';

/** With the browser's own locks, channels, workers and loudspeakers. */

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const run of cleanUp.splice(0).reverse()) run();
});

function realChannel(): SoundChannel {
  const channel = new BroadcastChannel('vigil.alarm-sound');
  return {
    say: (message) => channel.postMessage(message),
    hear: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
    close: () => channel.close(),
  };
}

/** Always runs; nobody hears it. */
function quietOutput(): SoundOutput {
  const openedMs = performance.now();
  return {
    state: 'running',
    get timeS() {
      return (performance.now() - openedMs) / 1000;
    },
    resume: () => {},
    play: (plan, startS) => ({ endS: startS + plan.lengthMs / 1000, cut: () => startS }),
    close: () => {},
  };
}

function open(set: Partial<SoundSurroundings> = {}): AlarmSound {
  const sound = new AlarmSound(NEVER, {
    locks: navigator.locks,
    channel: realChannel(),
    openOutput: quietOutput,
    clock,
    every: beatEvery,
    gestures: new EventTarget(),
    keeper: new Keeper(() => null),
    id: crypto.randomUUID(),
    ...set,
  });
  cleanUp.push(() => sound.dispose());
  return sound;
}

/** A thread that has the lock and is blocked for good: a worker, which has one of its own to hang, stands for a window. */
async function hungWindow(): Promise<void> {
  const script = `navigator.locks.request('${LOCK_NAME}', () => { postMessage('held'); for (;;); });`;
  const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(address);
  cleanUp.push(
    () => worker.terminate(),
    () => URL.revokeObjectURL(address),
  );
  await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
}

const role = (sound: AlarmSound) => sound.state.value.role;
const within2S = { timeout: 2_000, interval: 20 };

describe('with the locks of the browser', () => {
  it('one of two windows sounds, and the other when it has closed', async () => {
    const [first, second] = [open(), open()];
    await expect.poll(() => [role(first), role(second)].sort(), within2S).toEqual(['sounding', 'standby']);
    const [sounding, standby] = role(first) === 'sounding' ? [first, second] : [second, first];
    await expect.poll(() => standby.state.value.isElsewhere, within2S).toBe(true);
    sounding.dispose();
    await expect.poll(() => role(standby), within2S).toBe('sounding');
  });

  it('a window that is torn down without a word is followed by another', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    cleanUp.push(() => frame.remove());
    const inFrame = open({ locks: frame.contentWindow!.navigator.locks });
    await expect.poll(() => role(inFrame), within2S).toBe('sounding');
    const other = open();
    await expect.poll(() => role(other), within2S).toBe('standby');
    frame.remove();
    await expect.poll(() => role(other), within2S).toBe('sounding');
  });

  it('the lock of one whose thread is blocked is taken away within 2 s', async () => {
    await hungWindow();
    const sound = open();
    await expect.poll(() => role(sound), within2S).toBe('standby');
    const sinceMs = performance.now();
    await expect.poll(() => role(sound), within2S).toBe('sounding');
    expect(performance.now() - sinceMs).toBeLessThan(2_000);
  });

  it('of two that steal at once one sounds', async () => {
    await hungWindow();
    const sounds = [open(), open(), open()];
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(sounds.map(role).sort()).toEqual(['sounding', 'standby', 'standby']);
  });
});

describe('the beat', () => {
  it('goes on by a timer of the page where no worker starts, and ends when it is let go', async () => {
    class BrokenWorker extends EventTarget {
      postMessage(): void {
        this.dispatchEvent(new Event('error'));
      }
      terminate(): void {}
    }
    vi.stubGlobal('Worker', BrokenWorker);
    let beats = 0;
    const stop = beatEvery(10, () => beats++);
    vi.unstubAllGlobals();
    await expect.poll(() => beats, within2S).toBeGreaterThan(3);
    stop();
    const ended = beats;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(beats).toBe(ended);
  });
});

describe('with a loudspeaker of the browser', () => {
  it('sounds after a click at the latest, and its time moves', async () => {
    const wanted = new BehaviorSubject<SoundWanted | null>({ priority: 'high', isEscalated: false });
    const sound = openAlarmSound(wanted, clock);
    cleanUp.push(() => sound.dispose());
    await userEvent.click(document.body);
    await expect.poll(() => role(sound), within2S).toBe('sounding');
    const reports: string[] = [];
    sound.reports.subscribe((report) => reports.push(report.role));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(reports).toContain('sounding');
    wanted.next(null);
    expect(sound.check('low')).toBeGreaterThan(0);
  });
});
