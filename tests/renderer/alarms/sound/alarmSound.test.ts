import { beforeEach, describe, expect, it } from 'vitest';
import { type SoundingPriority, soundPlan } from '#domain/alarms/sounds.ts';
import { levelOf, volumes } from '#renderer/alarms/sound/volume.ts';
import { type HeardBurst, SoundRoom } from './soundWindows.ts';

let room: SoundRoom;
beforeEach(() => {
  room = new SoundRoom();
  return () => {
    for (const { sound } of room.windows) sound.dispose();
  };
});

const want = (priority: SoundingPriority, isEscalated = false) => ({ priority, isEscalated });
const priorityOf = ({ plan }: HeardBurst) => ({ 10: 'high', 3: 'medium', 2: 'low' })[plan.pulses.length];
const startsMs = () => room.heard.map(({ startMs }) => Math.round(startMs));

describe('the alarms of a ward in one window', () => {
  it('sound at once, and come again as the table says', async () => {
    const window = room.open();
    await room.pass(300);
    expect(window.role).toBe('sounding');
    window.wanted.next(want('medium'));
    expect(room.heard).toHaveLength(1);
    expect(room.heard[0]!.startMs - room.nowMs).toBeLessThanOrEqual(20);
    await room.pass(30_000);
    const { periodMs } = soundPlan('medium', false);
    expect(startsMs()).toEqual([0, 1, 2].map((n) => Math.round(320 + n * periodMs)));
  });

  it('sound after the shortest rest as soon as nobody has answered in time', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('high'));
    await room.pass(2_000);
    window.wanted.next(want('high', true));
    await room.pass(12_000);
    const { periodMs } = soundPlan('high', true);
    expect(startsMs()).toEqual([0, 1, 2].map((n) => Math.round(320 + n * periodMs)));
  });

  it('that were answered late in a rest sound at once when they escalate', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('medium'));
    await room.pass(9_000);
    window.wanted.next(want('medium', true));
    expect(room.heard).toHaveLength(2);
    expect(room.heard[1]!.startMs - room.nowMs).toBeLessThanOrEqual(20);
  });

  it('that are more urgent cut what sounds, and begin when it has fallen silent', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('medium'));
    await room.pass(300);
    window.wanted.next(want('high'));
    expect(room.heard.map(priorityOf)).toEqual(['medium', 'high']);
    const [medium, high] = room.heard as [HeardBurst, HeardBurst];
    expect(medium.isCut).toBe(true);
    expect(high.startMs).toBeGreaterThanOrEqual(medium.endMs);
    expect(high.startMs - room.nowMs).toBeLessThan(60);
  });

  it('that are less urgent wait a second after what was more urgent', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('high'));
    await room.pass(500);
    window.wanted.next(want('low'));
    await room.pass(3_000);
    const [high, low] = room.heard as [HeardBurst, HeardBurst];
    expect([priorityOf(high), high.isCut, priorityOf(low)]).toEqual(['high', true, 'low']);
    expect(low.startMs - high.endMs).toBeCloseTo(1_000, 0);
  });

  it('fall silent when nothing is wanted, and begin anew without waiting', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('high'));
    await room.pass(500);
    window.wanted.next(null);
    expect(room.heard[0]!.isCut).toBe(true);
    await room.pass(20_000);
    expect(room.heard).toHaveLength(1);
    window.wanted.next(want('high'));
    expect(room.heard).toHaveLength(2);
  });

  it('are never scheduled further ahead than one burst', async () => {
    const window = room.open();
    await room.pass(300);
    window.wanted.next(want('high', true));
    for (let n = 0; n < 200; n++) {
      await room.pass(100);
      expect(room.heard.filter(({ endMs }) => endMs > room.nowMs).length).toBeLessThanOrEqual(1);
    }
  });
});

describe('among the windows of one browser', () => {
  const threeWindows = async () => {
    const windows = [room.open(), room.open(), room.open()];
    await room.pass(500);
    return windows as [(typeof windows)[0], (typeof windows)[0], (typeof windows)[0]];
  };

  it('one sounds, and the others say so and stand by', async () => {
    const [first, second, third] = await threeWindows();
    expect([first.role, second.role, third.role]).toEqual(['sounding', 'standby', 'standby']);
    expect(second.sound.state.value.isElsewhere).toBe(true);
    for (const { wanted } of room.windows) wanted.next(want('high'));
    await room.pass(30_000);
    expect(new Set(room.heard.map(({ window }) => window))).toEqual(new Set(['window 1']));
  });

  it.each(['closes', 'crashes'])('another one takes over within 2 s when it %s', async (how) => {
    const [first, second] = await threeWindows();
    for (const { wanted } of room.windows) wanted.next(want('high', true));
    await room.pass(1_000);
    if (how === 'closes') first.sound.dispose();
    else first.crash();
    await room.pass(2_000);
    expect(room.sounding).toEqual(['window 2']);
    expect(second.role).toBe('sounding');
    const taken = room.heard.filter(({ window }) => window === 'window 2');
    expect(taken).toHaveLength(1);
    expect(room.nowMs - taken[0]!.startMs).toBeGreaterThan(0);
  });

  it('another one takes over within 2 s when it hangs; what it had scheduled is one burst at most', async () => {
    const [first] = await threeWindows();
    for (const { wanted } of room.windows) wanted.next(want('high', true));
    for (let n = 0; n < 12; n++) {
      // At any moment of a burst and of a rest.
      await room.pass(700 + n * 100);
      const hung = room.windows.find(({ sound }) => sound.state.value.role === 'sounding')!;
      const before = room.heard.filter(({ window }) => window === hung.name).length;
      hung.isHung = true;
      expect(room.heard.filter(({ window, endMs }) => window === hung.name && endMs > room.nowMs).length).toBeLessThan(
        2,
      );
      await room.pass(2_000);
      expect(room.sounding).toHaveLength(1);
      expect(room.heard.filter(({ window }) => window === hung.name)).toHaveLength(before);
      hung.isHung = false;
      await room.pass(300);
      expect(hung.sound.state.value.role).toBe('standby');
    }
    expect(first.reports.length).toBeGreaterThan(0);
  });

  it('one that slept itself takes no lock away from one that lives', async () => {
    const [first, second] = await threeWindows();
    second.isHung = true;
    await room.pass(10_000);
    second.inbox.length = 0;
    second.isHung = false;
    for (let n = 0; n < 30; n++) {
      await room.pass(100);
      expect(room.sounding).toEqual(['window 1']);
    }
    expect([first.locks.asked, second.locks.asked]).toEqual([1, 1]);
  });

  it('one that cannot sound leaves it to the others', async () => {
    const mute = room.open((window) => {
      window.mayRun = false;
    });
    const other = room.open();
    await room.pass(2_000);
    expect([mute.role, other.role]).toEqual(['cannot: the browser waits for a click', 'sounding']);
    expect(mute.sound.state.value.isElsewhere).toBe(true);
    expect(mute.locks.asked).toBe(0);
  });

  it('each sounds where the browser gives no locks: twice is better than not at all', async () => {
    const window = room.open(({ locks }) => {
      locks.refusal = new DOMException('denied', 'SecurityError');
    });
    await room.pass(300);
    expect(window.role).toBe('sounding');
  });
});

describe('a window that cannot sound', () => {
  it('waits for a click, says so, and sounds with the first one', async () => {
    const window = room.open((made) => {
      made.mayRun = false;
    });
    window.wanted.next(want('high'));
    expect(window.role).toBe('cannot: starting');
    await room.pass(1_200);
    expect(window.role).toBe('cannot: the browser waits for a click');
    await room.pass(5_000);
    expect(room.heard).toHaveLength(0);
    window.click();
    await room.pass(300);
    expect(window.role).toBe('sounding');
    expect(room.heard).toHaveLength(1);
  });

  it.each([
    ['the system has taken the sound away', 'interrupted', 'interrupted'],
    ['the browser has suspended it', 'suspended', 'interrupted'],
    ['its output was closed', 'closed', 'interrupted'],
  ])('says within a second that %s, and leaves it to another', async (_, state, why) => {
    const window = room.open();
    const other = room.open();
    await room.pass(2_000);
    window.mayRun = false;
    window.output.state = state;
    await room.pass(1_000);
    expect(window.role).toBe(`cannot: ${why}`);
    expect(other.role).toBe('sounding');
    // It tries by itself, and stands by when it can again.
    window.mayRun = true;
    await room.pass(3_500);
    expect(window.role).toBe('standby');
  });

  it('says within a second that its loudspeaker is gone though it says it runs, and opens another', async () => {
    const window = room.open();
    const other = room.open();
    await room.pass(2_000);
    window.isDeviceGone = true;
    await room.pass(1_000);
    expect(window.role).toBe('cannot: no audio output');
    expect(other.role).toBe('sounding');
    await room.pass(9_000);
    expect(window.role).toBe('cannot: no audio output');
    window.isDeviceGone = false;
    await room.pass(500);
    expect(window.outputs.length).toBeGreaterThan(1);
    expect(window.outputs[0]!.state).toBe('closed');
    expect(window.role).toBe('standby');
  });

  it('says that the browser has no audio, and looks again', async () => {
    const window = room.open((made) => {
      made.hasAudio = false;
    });
    await room.pass(1_500);
    expect(window.role).toBe('cannot: no audio output');
    window.hasAudio = true;
    await room.pass(3_500);
    expect(window.role).toBe('sounding');
  });

  it('is not taken for one when the computer slept', async () => {
    const window = room.open();
    await room.pass(1_000);
    room.nowMs += 3_600_000;
    await room.pass(1_000);
    expect(window.role).toBe('sounding');
    expect(window.outputs).toHaveLength(1);
  });
});

describe('what the station is told', () => {
  it('comes once a second from every window, with its role', async () => {
    const first = room.open();
    const mute = room.open((window) => {
      window.mayRun = false;
    });
    await room.pass(10_000);
    expect(first.reports).toHaveLength(10);
    expect(first.reports.at(-1)).toEqual({ role: 'sounding', why: '' });
    expect(mute.reports).toHaveLength(10);
    expect(mute.reports.at(-1)).toEqual({ role: 'cannot', why: 'the browser waits for a click' });
  });

  it('is silence from a window that hangs', async () => {
    const window = room.open();
    await room.pass(3_000);
    window.isHung = true;
    await room.pass(5_000);
    expect(window.reports).toHaveLength(3);
  });
});

describe('the volume', () => {
  it('is the loudest until somebody chooses, holds in all windows, and is kept', async () => {
    const [first, second] = [room.open(), room.open()];
    expect(first.sound.state.value.volume).toBe(5);
    first.sound.setVolume(2);
    await room.pass(300);
    expect([first, second].map(({ sound }) => sound.state.value.volume)).toEqual([2, 2]);
    expect(room.open().sound.state.value.volume).toBe(2);
    first.wanted.next(want('low'));
    expect(room.heard[0]!.level).toBeCloseTo(10 ** (-9 / 20), 9);
  });

  it('is never below a quarter of the loudest amplitude, and 0 is none', () => {
    for (const volume of volumes) expect(levelOf(volume)).toBeGreaterThanOrEqual(0.25);
    expect(levelOf(5)).toBe(1);
    for (const text of ['0', '-1', '6', 'x', '', 'null']) {
      room.kept.set('vigil.sound-volume', text);
      expect(room.open().sound.state.value.volume, text).toBe(5);
    }
  });
});

describe('the sound check', () => {
  it('plays in this window whether elected or not, and tells how long it lasts', async () => {
    room.open();
    const standby = room.open();
    await room.pass(500);
    expect(standby.sound.check('low')).toBeCloseTo(soundPlan('low', false).lengthMs, 6);
    expect(room.heard[0]!.window).toBe('window 2');
    expect(standby.sound.check('high')).toBeGreaterThan(soundPlan('high', false).lengthMs);
    expect(room.heard[0]!.isCut).toBe(true);
  });

  it('gives way to an alarm, and does not begin over one', async () => {
    const window = room.open();
    await room.pass(500);
    window.sound.check('high');
    await room.pass(200);
    window.wanted.next(want('low'));
    expect(room.heard[0]!.isCut).toBe(true);
    expect(priorityOf(room.heard[1]!)).toBe('low');
    expect(window.sound.check('high')).toBeNull();
  });

  it('says that it cannot where nothing can be heard', async () => {
    const window = room.open((made) => {
      made.mayRun = false;
    });
    await room.pass(1_200);
    expect(window.sound.check('high')).toBeNull();
  });
});

it('a window that closes leaves nothing behind', async () => {
  const window = room.open();
  await room.pass(500);
  window.wanted.next(want('high'));
  window.sound.dispose();
  expect(room.heard[0]!.isCut).toBe(true);
  expect(window.beats.size).toBe(0);
  expect(window.output.state).toBe('closed');
  expect(window.isChannelClosed).toBe(true);
  const { resumes } = window.output;
  window.click();
  window.wanted.next(want('medium'));
  await room.pass(3_000);
  expect(window.output.resumes).toBe(resumes);
  expect(room.heard).toHaveLength(1);
  expect(window.wanted.observed).toBe(false);
});
