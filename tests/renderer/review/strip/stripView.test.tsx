import '#renderer/theme.css';
import 'uplot/dist/uPlot.min.css';
import type {} from '@vitest/browser-playwright';
import { createRoot, type Root } from 'react-dom/client';
import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cdp, commands, page } from 'vitest/browser';
import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import { openEventList } from '#renderer/review/events/eventList.ts';
import { openPlace, reducePlace } from '#renderer/review/place.ts';
import { ReviewServicesContext } from '#renderer/review/reviewServices.ts';
import { StripView } from '#renderer/review/strip/StripView.view.tsx';
import { openTheme } from '#renderer/theme/theme.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { gone, HOUR, here, MINUTE, NOW_MS, TestArchive } from '#tests/renderer/review/testArchive.ts';
import { member } from '#tests/renderer/support/listedAlarms.ts';
import type { AnnotatedMinute } from '#tests/support/annotatedMinute.ts';

declare module 'vitest/browser' {
  interface BrowserCommands {
    annotatedMinute: () => Promise<AnnotatedMinute | null>;
  }
}

/** In the midst of a quiet stretch, on an R of lead II: beats come each 0.8 s, and stand 0.28 s behind their begin. */
const ON_A_BEAT_MS = NOW_MS - 20 * MINUTE + 280;

describe('a strip at true scale', () => {
  let host: HTMLElement;
  let root: Root;
  let closeTheme: () => void;
  let glass: Glass;
  let place: BehaviorSubject<ReturnType<typeof openPlace>>;
  let archive: TestArchive;

  beforeEach(async () => {
    await page.viewport(1000, 700);
    closeTheme = openTheme(document.documentElement, () => sessionStorage);
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;left:0;top:0;width:1000px;height:700px;display:flex;flex-direction:column';
    document.body.append(host);
    root = createRoot(host);
    glass = new Glass(null);
    archive = new TestArchive();
  });
  afterEach(() => {
    root.unmount();
    host.remove();
    glass.dispose();
    closeTheme();
  });

  async function show(stay: HeldStay = here, atMs = ON_A_BEAT_MS, from: Archive = archive): Promise<void> {
    place = new BehaviorSubject(openPlace(stay, atMs, NOW_MS, 'strip', ['MDC_ECG_ELEC_POTL_II', 'MDC_IMPED_TTHOR']));
    const clock = { nowMs: () => NOW_MS, monotonicMs: () => 0 };
    const services = {
      archive: from,
      place,
      do: (event: Parameters<typeof reducePlace>[1]) => place.next(reducePlace(place.value, event, NOW_MS)),
      latestMs: clock.nowMs,
      glass,
      clock,
      events: new BehaviorSubject(openEventList),
    };
    root.render(
      <ReviewServicesContext value={services}>
        <StripView />
      </ReviewServicesContext>,
    );
    await expect.poll(() => host.querySelector('.u-over')).not.toBe(null);
  }

  const text = (selector: string) => host.querySelector(selector)?.textContent ?? '';
  const over = () => host.querySelector<HTMLElement>('.u-over') as HTMLElement;
  const press = (key: string, shiftKey = false) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
  const seen = () => {
    const { dataset } = host.querySelector<HTMLElement>('.strip-plot') as HTMLElement;
    return { fromMs: Number(dataset['from']), untilMs: Number(dataset['until']) };
  };
  const pxOf = (timeMs: number) => {
    const { fromMs, untilMs } = seen();
    return ((timeMs - fromMs) / (untilMs - fromMs)) * over().clientWidth;
  };

  /** A real mouse, so many CSS pixels from the left edge of the waves. */
  async function mouse(type: 'mousePressed' | 'mouseReleased' | 'mouseMoved', x: number): Promise<void> {
    const { left, top, height } = over().getBoundingClientRect();
    const frame = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight);
    const scale = frame.width / innerWidth;
    await cdp().send('Input.dispatchMouseEvent', {
      type,
      x: frame.left + (left + x) * scale,
      y: frame.top + (top + height / 4) * scale,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: 1,
    });
  }
  async function drag(from: number, to: number): Promise<void> {
    await mouse('mousePressed', from);
    await mouse('mouseMoved', (from + to) / 2);
    await mouse('mouseMoved', to);
    await mouse('mouseReleased', to);
  }

  test('a second is 25 mm long, says so, and 50 mm at the next speed', async () => {
    await show();
    const secondMm = () => ((over().clientWidth / (seen().untilMs - seen().fromMs)) * 1000) / (96 / 25.4);
    await expect.poll(secondMm).toBeCloseTo(25, 6);
    expect(text('.strip-bar')).toContain('25 mm/s');
    expect(text('.strip-bar')).toContain('unfiltered');
    press('+');
    await expect.poll(secondMm).toBeCloseTo(50, 6);
  });

  test('calipers that are dragged to two beats read their RR, and one key moves a line by one sample', async () => {
    await show();
    await expect.poll(() => text('.strip-lane')).toContain('10 mm/mV');
    press('c');
    await expect.poll(() => text('.strip-readout')).toContain('A–B');
    const { fromMs, untilMs } = seen();
    const at = (share: number) => pxOf(fromMs + share * (untilMs - fromMs));
    await drag(at(0.45), pxOf(ON_A_BEAT_MS - 800) + 2);
    await drag(at(0.55), pxOf(ON_A_BEAT_MS + 800) - 2);
    await expect.poll(() => text('.strip-readout')).toContain('1600 ms · 37.5 /min');
    expect(text('.strip-readout')).toContain('above isoelectric A +1.0');
    press('ArrowRight', true);
    await expect.poll(() => text('.strip-readout')).toContain('1604 ms');
  });

  test('another moment is laid over, with both times, and what differs where the calipers stand', async () => {
    await show();
    await expect.poll(() => text('.strip-lane')).toContain('10 mm/mV');
    press('o');
    await expect.poll(() => text('.strip-legend')).toContain('go to what it is compared with');
    place.next(reducePlace(place.value, { type: 'goTo', atMs: ON_A_BEAT_MS + 4 * MINUTE + 60 }, NOW_MS));
    // Until both moments have been read there are no beats to lay on each other, and the legend says that it is the cursor.
    const byBeat = () => {
      press('O', true);
      return text('.strip-legend');
    };
    await expect.poll(byBeat).toContain('beat on beat');
    press('c');
    await expect.poll(() => text('.strip-difference')).toContain('amplitude');
    press('Escape');
    await expect.poll(() => text('.strip-legend')).toBe('');
  });

  /** An alarm on the cursor's beat, and what the waves said of it: its lead II beats each 0.8 s up to there. */
  function judgedAlarm(credibility: 'doubtful' | 'credible'): void {
    const beatsMs = Array.from({ length: 37 }, (_, k) => 30_000 - 800 * (36 - k));
    const opinion: SecondOpinion = {
      rhythm: 'asystole',
      credibility,
      confidence: 0.9,
      reason: 'II: longest time without a beat 0.8 s',
      untilMs: ON_A_BEAT_MS,
      durationMs: 30_000,
      sources: [
        {
          code: 'MDC_ECG_ELEC_POTL_II',
          label: 'II',
          kind: 'ecg',
          says: 'against',
          text: 'longest time without a beat 0.8 s',
          quality: 1,
          faults: [],
          ratePerMin: 75,
          beatsMs,
          sketch: '',
        },
      ],
    };
    const alarm = { patientKey: 'a', sinceMs: ON_A_BEAT_MS, opinion };
    const told = member(here.bedKey, 'high', 'ASYSTOLE', { report: { onsetMs: ON_A_BEAT_MS }, alarm });
    archive.alarms = async () => [{ member: told, goneMs: null }];
  }

  /** Whether a column of the paper, at a time, has a pixel in the colour in which beats are marked. */
  function isMarked(timeMs: number): boolean {
    const canvas = host.querySelector('canvas') as HTMLCanvasElement;
    const ratio = canvas.width / canvas.clientWidth;
    const left = over().getBoundingClientRect().left - canvas.getBoundingClientRect().left;
    const x = Math.round((left + pxOf(timeMs)) * ratio);
    const ink = getComputedStyle(host).getPropertyValue('--text').trim();
    const [r, g, b] = [1, 3, 5].map((from) => Number.parseInt(ink.slice(from, from + 2), 16));
    // Below the flag of the alarm, above the times and the flag of the cursor.
    const top = Math.round(24 * ratio);
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      x,
      top,
      1,
      Math.round(over().clientHeight * ratio) - 2 * top,
    );
    for (let k = 0; k < data.length; k += 4) if (data[k] === r && data[k + 1] === g && data[k + 2] === b) return true;
    return false;
  }

  test('of an alarm the strip tells what the waves said, and marks the beats they were read by; one key takes the marks away', async () => {
    judgedAlarm('doubtful');
    await show();
    await expect.poll(() => text('.strip-opinion')).toContain('doubtful II: longest time without a beat 0.8 s');
    expect(text('.strip-opinion')).toContain('What the waves say of ASYSTOLE');
    await expect.poll(() => text('.strip > ul')).toContain('II: 37 beats marked');
    const beats = [1, 2].map((k) => ON_A_BEAT_MS - 800 * k);
    await expect.poll(() => beats.map(isMarked)).toEqual([true, true]);
    expect(
      beats.map((beatMs) => isMarked(beatMs + 400)),
      'and nowhere between',
    ).toEqual([false, false]);
    expect(isMarked(ON_A_BEAT_MS + 800), 'nor behind the alarm, where nothing was judged').toBe(false);
    press('i');
    await expect.poll(() => text('.strip-opinion')).toContain('beats not marked');
    await expect.poll(() => beats.map(isMarked)).toEqual([false, false]);
    press('i');
    await expect.poll(() => beats.map(isMarked)).toEqual([true, true]);
  });

  test('a strip away from any alarm that was judged tells of none', async () => {
    judgedAlarm('credible');
    await show();
    await expect.poll(() => text('.strip-opinion')).toContain('credible');
    place.next(reducePlace(place.value, { type: 'goTo', atMs: ON_A_BEAT_MS + 4 * MINUTE }, NOW_MS));
    await expect.poll(() => host.querySelector('.strip-opinion')).toBe(null);
  });

  test('nothing that is not the stay’s is asked for, nor shown', async () => {
    await show(gone, gone.untilMs ?? 0);
    await expect.poll(() => archive.asked.length).toBeGreaterThan(0);
    for (const question of archive.asked) {
      const [, , , from, until] = question.split(' ').map(Number);
      expect(from).toBeGreaterThanOrEqual(gone.fromMs);
      expect(until).toBeLessThanOrEqual(gone.untilMs ?? 0);
    }
    expect(gone.untilMs).toBe(NOW_MS - HOUR);
  });

  test('a gap says why in words', async () => {
    await show(here, NOW_MS - 39.5 * MINUTE);
    await expect.poll(() => text('.strip > ul')).toContain('what was recorded is damaged');
  });

  test('a history that can’t be read says so, and what was held stays', async () => {
    await show();
    await expect.poll(() => text('.strip-lane')).toContain('10 mm/mV');
    archive.window = () => Promise.reject(new Error('the disk does not answer'));
    press('PageUp');
    press('PageUp');
    await expect.poll(() => text('.strip-bar')).toContain('the disk does not answer');
    expect(text('.strip-lane')).toContain('10 mm/mV');
  });

  test('on mitdb/100, each of the first RR intervals that calipers are dragged to is the annotated one within a sample', async ({
    skip,
  }) => {
    const minute = await commands.annotatedMinute();
    if (minute === null) return skip('without ../shared/recordings or VIGIL_RECORDINGS');
    const { rateHz, samples, beats } = minute;
    const originMs = NOW_MS - HOUR;
    archive.window = async (_, name, fromMs, untilMs) => {
      if (name !== 'MDC_ECG_ELEC_POTL_II') return { waves: [], damaged: [] };
      const channel = {
        code: name,
        label: 'MLII',
        unit: 'mV',
        rateHz,
        scalePerLsb: 1 / 200,
        offset: 0,
        rawMinimum: -1024,
        rawMaximum: 1023,
        originMs,
      };
      const from = Math.max(0, Math.ceil(((fromMs - originMs) * rateHz) / 1000));
      const until = Math.min(samples.length, Math.ceil(((untilMs - originMs) * rateHz) / 1000));
      const runs = [{ firstIndex: from, samples: Int32Array.from(samples.slice(from, until)) }];
      return { waves: [{ channel, runs, gaps: [] }], damaged: [] };
    };
    const timeOf = (beat: number) => originMs + (beat * 1000) / rateHz;
    await show(here, timeOf(beats[6] ?? 0));
    await expect.poll(() => text('.strip-lane')).toContain('10 mm/mV');
    press('c');
    const { fromMs, untilMs } = seen();
    let lines = [0.45, 0.55].map((share) => pxOf(fromMs + share * (untilMs - fromMs)));
    const read = () => Number(/A–B (\d+) ms/.exec(text('.strip-readout'))?.[1]);
    for (const k of [3, 4, 5, 6, 7]) {
      const [one, next] = [beats[k] ?? 0, beats[k + 1] ?? 0];
      // Two pixels beside the peak, as a hand would put them. B first: two lines on one place could not be told apart.
      const wanted = [pxOf(timeOf(one)) + 2, pxOf(timeOf(next)) - 2];
      await drag(lines[1] ?? 0, wanted[1] ?? 0);
      await drag(lines[0] ?? 0, wanted[0] ?? 0);
      const annotatedMs = ((next - one) * 1000) / rateHz;
      await expect
        .poll(() => Math.abs(read() - annotatedMs), { message: `beat ${k}` })
        .toBeLessThanOrEqual(1000 / rateHz + 0.5);
      lines = wanted;
    }
  });
});
