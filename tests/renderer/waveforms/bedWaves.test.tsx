import type {} from '@vitest/browser-playwright';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import type { Channel } from '#domain/signals/channel.ts';
import { BedWaves } from '#renderer/waveforms/BedWaves.view.tsx';
import { EngineLink, type StartEngine, startEngineWorker } from '#renderer/waveforms/engineLink.ts';
import { Glass } from '#renderer/waveforms/glass.ts';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import { bedScope } from '#renderer/waveforms/waveSettings.ts';
import { engineInPage } from '#tests/renderer/support/engineInPage.ts';
import { abp, bed, block, channel, ecg, FakeLink, pleth, type Signal } from './support/syntheticWard.ts';

const anchorMs = Date.now() - performance.now();
const clock = { nowMs: () => anchorMs + performance.now(), monotonicMs: () => performance.now() };

describe('the waves of a bed on screen', () => {
  let host: HTMLElement;
  let root: Root;
  let link: FakeLink;
  let waves: EngineLink;
  let settings: WaveSettingsStore;
  let glassOf: Glass;
  let timer: ReturnType<typeof setInterval> | undefined;

  beforeEach(() => {
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0;width:400px;height:300px';
    document.body.append(host);
    root = createRoot(host);
    link = new FakeLink();
    settings = new WaveSettingsStore(null);
    glassOf = new Glass(null);
    run(engineInPage(clock));
  });
  afterEach(() => {
    clearInterval(timer);
    root.unmount();
    waves.dispose();
    settings.dispose();
    glassOf.dispose();
    host.remove();
  });

  function run(start: StartEngine) {
    waves?.dispose();
    waves = new EngineLink(link, clock, start);
    settings.state.subscribe(({ frozen }) => waves.freeze(frozen));
  }

  /** A bed whose signals come live, every 50 ms, with the last 8 s at once. */
  function show(
    channels: readonly Channel[],
    signals: readonly Signal[],
    { variant = 'tile', problem = null }: { variant?: 'tile' | 'large'; problem?: string | null } = {},
  ) {
    const bed1 = bed('g/1', channels);
    link.open(clock.nowMs());
    link.beds([bed1]);
    let sent = channels.map(() => 0);
    const send = () => {
      for (const [c, of] of channels.entries()) {
        const until = Math.floor(((clock.nowMs() - of.originMs) / 1000) * of.rateHz);
        const signal = signals[c];
        if (signal && until > (sent[c] as number)) link.send(block(of, sent[c] as number, until, signal));
        sent[c] = until;
      }
    };
    send();
    timer = setInterval(send, 50);
    draw(channels, variant, problem);
    return {
      /** As a session that begins anew. */
      again: () => {
        link.open(clock.nowMs());
        link.beds([bed1]);
        sent = channels.map(() => 0);
        send();
      },
    };
  }

  function draw(channels: readonly Channel[], variant: 'tile' | 'large', problem: string | null) {
    root.render(
      <WaveStage waves={waves} settings={settings} glass={glassOf} className="all">
        <div style={{ width: 400, height: 300 }}>
          <BedWaves bed={bed('g/1', channels)} channels={channels} variant={variant} problem={problem} />
        </div>
      </WaveStage>,
    );
  }

  const startMs = () => clock.nowMs() - 8_000;
  const ecgAnd = (...more: Partial<Channel>[]): Channel[] => {
    const originMs = startMs();
    return [channel(1, originMs), ...more.map((m, n) => channel(2 + n, originMs, m))];
  };
  const art = { code: 'MDC_PRESS_BLD_ART', label: 'ART', unit: 'mm[Hg]', rateHz: 125, scalePerLsb: 0.1 };
  const text = () => host.textContent ?? '';
  const spoken = () => host.querySelector('[role=img]')?.getAttribute('aria-label') ?? '';
  const stageCanvas = () => host.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
  const diagnostics = async () => {
    const now = await globalThis.vigilDiagnostics?.();
    if (now === undefined || now === null) throw new Error('no diagnostics');
    return now;
  };

  /** What is on the stage's canvas. */
  function glass(): ImageData {
    const canvas = stageCanvas();
    const copy = new OffscreenCanvas(canvas?.width || 1, canvas?.height || 1);
    const context = copy.getContext('2d') as OffscreenCanvasRenderingContext2D;
    if (canvas !== null && canvas.width > 0) context.drawImage(canvas, 0, 0);
    return context.getImageData(0, 0, copy.width, copy.height);
  }

  /** Pixels on the stage's canvas that are clearly of this colour. */
  function ink(red: boolean): number {
    const { data } = glass();
    let count = 0;
    for (let p = 0; p < data.length; p += 4) {
      const [r, g] = [data[p] as number, data[p + 1] as number];
      if (red ? r > 200 && g < 150 : g > 180 && r < 120) count++;
    }
    return count;
  }

  /** How far to the right, and how far down, there are traces. */
  function inkReaches(): [right: number, bottom: number] {
    const { data, width } = glass();
    let [right, bottom] = [0, 0];
    for (let p = 0; p < data.length; p += 4) {
      if ((data[p] as number) < 200 && (data[p + 1] as number) < 180) continue;
      right = Math.max(right, (p / 4) % width);
      bottom = Math.floor(p / 4 / width);
    }
    return [right, bottom];
  }

  test('each lane says what it is and how large a millivolt or a pressure is drawn', async () => {
    show(ecgAnd(art, { code: null, label: 'Odd one', unit: '' }), [ecg(70), abp(70), () => 1]);
    await vi.waitFor(() => expect(spoken()).toBe('II, 10 mm/mV; ABP, 0–160 mmHg; Odd one, scale auto'), 3_000);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    expect(ink(true)).toBeGreaterThan(200);
  });

  test('names and gains of a tile are painted, so that no element stands over its waves while all is well', async () => {
    const channels = ecgAnd(art);
    show(channels, []);
    await vi.waitFor(() => expect(spoken()).toContain('II'), 3_000);
    const names = () => {
      const { data, width } = glass();
      let count = 0;
      for (let y = 0; y < 24; y++) {
        for (let x = 0; x < 24; x++) if ((data[(y * width + x) * 4 + 1] as number) > 120) count++;
      }
      return count;
    };
    await vi.waitFor(() => expect(names()).toBeGreaterThan(5), 3_000);
    const over = [...host.querySelectorAll('.bed-waves > :not(.bed-waves-plot)')];
    expect(over.filter((element) => element.textContent !== 'NO SIGNAL')).toEqual([]);
  });

  test('an ECG that is too large for the standard gain is drawn smaller, and says so', async () => {
    show(ecgAnd(art), [(s) => ecg(70)(s) * 6, abp(70)]);
    await vi.waitFor(() => expect(spoken()).toMatch(/II, (2\.5|5) mm\/mV/), 3_000);
  });

  test('a gain and a filter that the user chose for the bed are drawn and stated', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/II10 mm\/mVas sent/), 3_000);
    settings.do({ type: 'setGain', of: bedScope('g/1'), gain: 20 });
    settings.do({ type: 'setFilter', of: bedScope('g/1'), filter: 'monitor' });
    await vi.waitFor(() => expect(text()).toMatch(/II20 mm\/mVmonitor 0\.5–40 Hz/), 3_000);
    expect(spoken()).toMatch(/^II, 20 mm\/mV, monitor 0\.5–40 Hz; ABP, 0–160 mmHg$/);
  });

  test('leads off, sensor off and a questionable signal are written on the lane', async () => {
    show(ecgAnd({ code: 'MDC_PULS_OXIM_PLETH', label: 'PLETH', unit: '', rateHz: 125 }, art), [
      ecg(70),
      pleth(70),
      abp(70),
    ]);
    link.messages.next({
      type: 'channelStates',
      states: [
        { channelId: 1, fromIndex: 0, state: 'leadsOff' },
        { channelId: 2, fromIndex: 0, state: 'sensorOff' },
        { channelId: 3, fromIndex: 0, state: 'questionable' },
      ],
    });
    await vi.waitFor(() => expect(text()).toMatch(/LEADS OFF.*SENSOR OFF.*QUESTIONABLE/), 3_000);
    await vi.waitFor(
      () => expect(spoken()).toMatch(/II.*, leads off; Pleth.*, sensor off; ABP.*, questionable/),
      3_000,
    );
  });

  test('a channel that sends nothing says NO SIGNAL; a lost link is told once, for all', async () => {
    const channels = ecgAnd(art);
    show(channels, [ecg(70)]);
    await vi.waitFor(() => expect(spoken()).toMatch(/ABP.*no signal/), 8_000);
    expect(text()).toContain('NO SIGNAL');
    const problem = 'LINK LOST 12 s';
    draw(channels, 'tile', problem);
    await vi.waitFor(() => expect(text()).toContain(problem), 3_000);
    expect(text()).not.toContain('NO SIGNAL');
  });

  test('a channel whose rate cannot be true says NO SIGNAL rather than nothing', async () => {
    show(ecgAnd({ ...art, rateHz: -1 }), [ecg(70)]);
    await vi.waitFor(() => expect(spoken()).toMatch(/ABP.*no signal/), 8_000);
  });

  test('how long a sample takes to the glass is measured, and is the playout delay and a little', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(waves.delays.value.has('g/1')).toBe(true), 4_000);
    await vi.waitFor(async () => expect((await diagnostics()).glassMs.p50).toBeGreaterThan(50), 3_000);
    // A loaded test machine may drop frames; half of them are still in time.
    expect(waves.delays.value.get('g/1')?.p50Ms).toBeLessThan(400);
    const { lanes, channels } = await diagnostics();
    expect(lanes).toBe(2);
    expect(channels).toHaveLength(2);
    for (const { drawnFirst, drawnThrough, drawnSamples, duplicated } of channels) {
      expect([drawnThrough - drawnFirst + 1, duplicated]).toEqual([drawnSamples, 0]);
    }
    globalThis.vigilDiagnostics?.reset();
    expect((await diagnostics()).frames).toBeLessThan(5);
  });

  test('fifteen channels find room', async () => {
    const channels = ecgAnd(...Array.from({ length: 14 }, () => art));
    show(
      channels,
      channels.map((_, c) => (c === 0 ? ecg(70) : abp(70))),
    );
    await vi.waitFor(async () => expect((await diagnostics()).lanes).toBe(15), 3_000);
    await vi.waitFor(() => expect(ink(true)).toBeGreaterThan(1_000), 3_000);
  });

  test('another size is laid out anew: traces everywhere, none outside', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    host.style.width = '300px';
    const inner = host.querySelector<HTMLElement>('.wave-stage > div:last-child');
    if (inner === null) throw new Error('no tile');
    inner.style.width = '200px';
    await vi.waitFor(() => {
      const canvas = stageCanvas() as HTMLCanvasElement;
      expect(canvas.width).toBe(Math.round(300 * devicePixelRatio));
      const copy = document.createElement('canvas');
      copy.width = 300;
      copy.height = 300;
      const context = copy.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(canvas, 0, 0, 300, 300);
      expect(new Set(context.getImageData(201, 0, 99, 300).data).size).toBe(4); // ground and alpha
    }, 3_000);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(100), 3_000);
  });

  test('a bed that moves without changing its size takes its traces along', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    const inner = host.querySelector<HTMLElement>('.wave-stage > div:last-child') as HTMLElement;
    inner.style.width = '200px';
    await vi.waitFor(() => expect(inkReaches()[0]).toBeLessThan(200), 3_000);
    inner.style.marginLeft = '200px';
    await vi.waitFor(() => expect(inkReaches()[0]).toBeGreaterThan(300), 3_000);
  });

  test('in the large view the cursor tells the time and the values under it', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/mm\/mV/), 3_000);
    pointAt(1 / 3);
    await vi.waitFor(
      () => expect(text()).toMatch(/II10 mm\/mVas sent-?\d\.\d+ mV.*ABP.*\d+(\.\d+)? mmHg.*\d\d:\d\d:\d\d\.\d\d/),
      3_000,
    );
  });

  /** Puts the mouse on the large view. */
  function pointAt(part: number) {
    const over = host.querySelector<HTMLElement>('.u-over');
    if (over === null) throw new Error('no plot');
    const { left, top, width } = over.getBoundingClientRect();
    for (const type of ['mouseenter', 'mousemove']) {
      over.dispatchEvent(new MouseEvent(type, { clientX: left + width * part, clientY: top + 40, bubbles: true }));
    }
  }

  test('the cursor asks the engine at most four times a second, however the mouse moves', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/mm\/mV/), 3_000);
    const ask = vi.spyOn(waves, 'ask');
    const begun = performance.now();
    for (let n = 0; n < 60; n++) {
      pointAt(0.2 + n / 100);
      await new Promise(requestAnimationFrame);
    }
    const asked = ask.mock.calls.filter(([{ kind }]) => kind === 'cursor').length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - begun) / 250));
  });

  test('the cursor can be moved without a mouse: Shift and the arrows', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/mm\/mV/), 3_000);
    const line = () => host.querySelector<HTMLElement>('.u-cursor-x')?.style.transform ?? '';
    const press = (key: string, shiftKey = true) =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey }));
    press('ArrowRight', false);
    expect(text(), 'without Shift the key belongs to the wall').not.toMatch(/\d\d:\d\d:\d\d\.\d\d/);
    press('ArrowRight');
    await vi.waitFor(() => expect(text()).toMatch(/\d\d:\d\d:\d\d\.\d\d|---/), 3_000);
    const first = line();
    press('ArrowLeft');
    await vi.waitFor(() => expect(line()).not.toBe(first), 3_000);
  });

  test('in the erase bar stands no value: the cursor reads none there', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/mm\/mV/), 3_000);
    pointAt(0.4);
    await vi.waitFor(() => expect(text()).toMatch(/\d mV.*\d\d:\d\d:\d\d\.\d\d/), 3_000);
    // The bar passes the resting cursor once a sweep.
    await vi.waitFor(() => expect(text()).toMatch(/as sent---ABP.*---$/), { timeout: 9_000, interval: 30 });
  });

  describe('a bed that was frozen', () => {
    test('stands still, says so with the time at its pen, and goes on when it is let go', async () => {
      show(ecgAnd(art), [ecg(70), abp(70)]);
      await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
      settings.do({ type: 'toggleFreeze', bedKey: 'g/1' });
      await vi.waitFor(() => expect(text()).toMatch(/FROZEN \d\d:\d\d:\d\d · \d s ago/), 3_000);
      expect(spoken()).toMatch(/; frozen$/);
      await settled();
      const before = glass().data;
      await new Promise((resolve) => setTimeout(resolve, 400));
      expect(differing(before, glass().data)).toBe(0);
      await vi.waitFor(() => expect(text()).toMatch(/· [2-9] s ago/), 4_000);
      settings.do({ type: 'toggleFreeze', bedKey: 'g/1' });
      await vi.waitFor(() => expect(text()).not.toContain('FROZEN'), 3_000);
      await vi.waitFor(() => expect(differing(before, glass().data)).toBeGreaterThan(50), 3_000);
    });
  });

  /** Some frames have been shown. */
  const settled = () => new Promise((resolve) => setTimeout(resolve, 100));
  const differing = (a: Uint8ClampedArray, b: Uint8ClampedArray) => a.filter((value, at) => value !== b[at]).length;

  test('in scroll mode the newest samples stand at the right edge, and the names beside the waves', async () => {
    settings.do({ type: 'setMode', mode: 'scroll' });
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(inkReaches()[0]).toBeGreaterThan(396), 4_000);
    const { data, width, height } = glass();
    // No trace reaches into the column of names.
    let red = 0;
    for (let y = Math.floor(height * 0.75); y < height; y++) {
      for (let x = 0; x < 20; x++) if ((data[(y * width + x) * 4] as number) > 200) red++;
    }
    expect(red).toBe(0);
  });

  test('another speed is drawn at once, with the lines of time that belong to it', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    /** Columns with a line of a second: bright in a place where no trace is. */
    const seconds = () => {
      const { data, width, height } = glass();
      const row = Math.round(height * 0.995) - 1;
      let first = -1;
      for (let x = 30; x < width && first < 0; x++) {
        if ((data[(row * width + x) * 4 + 2] as number) >= 0x34) first = x;
      }
      return first;
    };
    const secondPx = () => glassOf.view.value.pxPerMm * settings.state.value.speedMmPerS;
    await vi.waitFor(() => expect(Math.abs(seconds() - secondPx())).toBeLessThanOrEqual(1), 3_000);
    settings.do({ type: 'faster' });
    await vi.waitFor(() => expect(Math.abs(seconds() - secondPx())).toBeLessThanOrEqual(1), 3_000);
    expect(secondPx()).toBeCloseTo((50 * 96) / 25.4, 6);
  });

  test('a hidden page paints nothing, and is whole when it is shown again', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    const { frames } = await diagnostics();
    const before = glass().data;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([differing(before, glass().data), (await diagnostics()).frames]).toEqual([0, frames]);
    hidden.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.waitFor(() => expect(differing(before, glass().data)).toBeGreaterThan(50), 500);
    expect(ink(false)).toBeGreaterThan(200);
  });

  describe('on a display of another pixel ratio', () => {
    const setRatio = (deviceScaleFactor: number) =>
      cdp().send('Emulation.setDeviceMetricsOverride', { width: 0, height: 0, deviceScaleFactor, mobile: false });
    afterEach(async () => {
      await cdp().send('Emulation.clearDeviceMetricsOverride');
    });

    test.each([1.25, 1.5, 2])('the picture has its pixels (%d) and fills the same place', async (ratio) => {
      show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
      await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
      await setRatio(ratio);
      await vi.waitFor(() => {
        const { width, height } = stageCanvas() as HTMLCanvasElement;
        expect([width, height]).toEqual([400 * ratio, 300 * ratio]);
      }, 3_000);
      await vi.waitFor(() => {
        const [right, bottom] = inkReaches();
        expect(right).toBeGreaterThan(400 * ratio * 0.9);
        expect(bottom).toBeGreaterThan(300 * ratio * 0.6);
      }, 6_000);
    });
  });

  test('in a worker of its own the engine paints the same, and when it dies another one takes over', async () => {
    let die: ((reason: string) => void) | null = null;
    run((onMessage, onDied) => {
      die = onDied;
      return startEngineWorker(onMessage, onDied);
    });
    const { again } = show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 10_000);
    const before = stageCanvas();
    const broken = vi.spyOn(link, 'broken').mockImplementation(again);
    const ended = vi.spyOn(Worker.prototype, 'terminate');
    (die as ((reason: string) => void) | null)?.('the test');
    await vi.waitFor(() => expect(waves.generation.value).toBe(2), 3_000);
    expect(ended).toHaveBeenCalledOnce();
    expect(broken).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 10_000);
    expect(stageCanvas()).not.toBe(before);
  });

  test('what is closed leaves nothing behind', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    root.render(null);
    await vi.waitFor(() => expect(globalThis.vigilDiagnostics).toBeUndefined(), 3_000);
    expect(host.querySelector('canvas')).toBeNull();
  });
});
