import type {} from '@vitest/browser-playwright';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import type { Channel } from '#domain/signals/channel.ts';
import { BedWaves } from '#renderer/waveforms/BedWaves.view.tsx';
import { WaveStage } from '#renderer/waveforms/WaveStage.view.tsx';
import { WaveformStore } from '#renderer/waveforms/waveforms.store.ts';
import { abp, bed, block, channel, ecg, FakeLink, pleth, type Signal } from './support/syntheticWard.ts';

const anchorMs = Date.now() - performance.now();
const clock = { nowMs: () => anchorMs + performance.now(), monotonicMs: () => performance.now() };

describe('the waves of a bed on screen', () => {
  let host: HTMLElement;
  let root: Root;
  let link: FakeLink;
  let store: WaveformStore;
  let timer: ReturnType<typeof setInterval> | undefined;

  beforeEach(() => {
    host = document.createElement('div');
    host.style.cssText = 'position:fixed;inset:0;width:400px;height:300px';
    document.body.append(host);
    root = createRoot(host);
    link = new FakeLink();
    store = new WaveformStore(link, clock);
  });
  afterEach(() => {
    clearInterval(timer);
    root.unmount();
    store.dispose();
    host.remove();
  });

  /** A bed whose signals come live, every 50 ms, with the last 8 s at once. */
  function show(
    channels: readonly Channel[],
    signals: readonly Signal[],
    { variant = 'tile', problem = null }: { variant?: 'tile' | 'large'; problem?: string | null } = {},
  ) {
    const bed1 = bed('g/1', channels);
    link.open(clock.nowMs());
    link.beds([bed1]);
    const sent = channels.map(() => 0);
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
    root.render(
      <WaveStage store={store} className="all">
        <div style={{ width: 400, height: 300 }}>
          <BedWaves bed={bed1} channels={channels} variant={variant} problem={problem} />
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

  /** What is on the stage's canvas. */
  function glass(): ImageData {
    const canvas = host.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
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
    await vi.waitFor(() => expect(text()).toMatch(/II10 mm\/mV.*ABP0–160 mmHg.*Odd oneauto/), 3_000);
    expect(ink(false)).toBeGreaterThan(200);
    expect(ink(true)).toBeGreaterThan(200);
  });

  test('an ECG that is too large for the standard gain is drawn smaller, and says so', async () => {
    show(ecgAnd(art), [(s) => ecg(70)(s) * 6, abp(70)]);
    await vi.waitFor(() => expect(text()).toMatch(/II(2\.5|5) mm\/mV/), 3_000);
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
    await vi.waitFor(() => expect(text()).toMatch(/II.*LEADS OFF.*Pleth.*SENSOR OFF.*ABP.*QUESTIONABLE/), 3_000);
  });

  test('a channel that sends nothing says NO SIGNAL; a lost link is told once, for all', async () => {
    show(ecgAnd(art), [ecg(70)]);
    await vi.waitFor(() => expect(text()).toMatch(/ABP.*NO SIGNAL/), 8_000);
    const problem = 'LINK LOST 12 s';
    root.render(
      <WaveStage store={store}>
        <BedWaves bed={bed('g/1', ecgAnd(art))} channels={ecgAnd(art)} variant="tile" problem={problem} />
      </WaveStage>,
    );
    await vi.waitFor(() => expect(text()).toContain(problem), 3_000);
    expect(text()).not.toContain('NO SIGNAL');
  });

  test('how long a sample takes to the glass is measured, and is the playout delay and a little', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(store.delays.value.has('g/1')).toBe(true), 4_000);
    await vi.waitFor(() => expect(globalThis.vigilDiagnostics?.().glassMs.p50 ?? 0).toBeGreaterThan(250), 3_000);
    // A loaded test machine may drop frames; half of them are still in time.
    expect(store.delays.value.get('g/1')?.p50Ms).toBeLessThan(400);
    const diagnostics = globalThis.vigilDiagnostics?.();
    expect(diagnostics).toMatchObject({ lanes: 2, ringBytes: (250 + 125) * 60 * 4 });
    for (const { drawnFirst, drawnThrough, drawnSamples, duplicated } of diagnostics?.channels ?? []) {
      expect([drawnThrough - drawnFirst + 1, duplicated]).toEqual([drawnSamples, 0]);
    }
    globalThis.vigilDiagnostics?.reset();
    expect(globalThis.vigilDiagnostics?.().frames).toBe(0);
  });

  test('fifteen channels find room', async () => {
    const channels = ecgAnd(...Array.from({ length: 14 }, () => art));
    show(
      channels,
      channels.map((_, c) => (c === 0 ? ecg(70) : abp(70))),
    );
    await vi.waitFor(() => expect(globalThis.vigilDiagnostics?.().lanes).toBe(15), 3_000);
    await vi.waitFor(() => expect(ink(true)).toBeGreaterThan(1_000), 3_000);
  });

  test('another size is laid out anew: traces everywhere, none outside', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    host.style.width = '300px';
    const inner = host.querySelector<HTMLElement>('.wave-stage > div');
    if (inner === null) throw new Error('no tile');
    inner.style.width = '200px';
    await vi.waitFor(() => {
      const canvas = host.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
      expect(canvas?.width).toBe(Math.round(300 * devicePixelRatio));
      const copy = document.createElement('canvas');
      copy.width = 300;
      copy.height = 300;
      const context = copy.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(canvas as HTMLCanvasElement, 0, 0, 300, 300);
      expect(new Set(context.getImageData(201, 0, 99, 300).data).size).toBe(4); // ground and alpha
    }, 3_000);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(100), 3_000);
  });

  test('in the large view the cursor tells the time and the values under it', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)], { variant: 'large' });
    await vi.waitFor(() => expect(text()).toMatch(/mm\/mV/), 3_000);
    const over = host.querySelector<HTMLElement>('.u-over');
    if (over === null) throw new Error('no plot');
    const { left, top, width } = over.getBoundingClientRect();
    for (const type of ['mouseenter', 'mousemove']) {
      over.dispatchEvent(new MouseEvent(type, { clientX: left + width / 3, clientY: top + 40, bubbles: true }));
    }
    await vi.waitFor(
      () => expect(text()).toMatch(/II10 mm\/mV.*-?\d\.\d+ mV.*ABP.*\d+(\.\d+)? mmHg.*\d\d:\d\d:\d\d\.\d\d/),
      3_000,
    );
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
    const over = host.querySelector<HTMLElement>('.u-over');
    if (over === null) throw new Error('no plot');
    const { left, top } = over.getBoundingClientRect();
    for (const type of ['mouseenter', 'mousemove']) {
      over.dispatchEvent(new MouseEvent(type, { clientX: left + 150, clientY: top + 40, bubbles: true }));
    }
    await vi.waitFor(() => expect(text()).toMatch(/\d mV.*\d\d:\d\d:\d\d\.\d\d/), 3_000);
    // The bar passes the resting cursor once a sweep.
    await vi.waitFor(() => expect(text()).toMatch(/II10 mm\/mV---ABP.*---$/), { timeout: 9_000, interval: 30 });
  });

  test('a hidden page paints nothing, and is whole in its first frame when it is shown again', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    const frames = globalThis.vigilDiagnostics?.().frames;
    const canvas = host.querySelector<HTMLCanvasElement>('.wave-stage-canvas') as HTMLCanvasElement;
    (canvas.getContext('2d') as CanvasRenderingContext2D).clearRect(0, 0, canvas.width, canvas.height);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([ink(false), globalThis.vigilDiagnostics?.().frames]).toEqual([0, frames]);
    hidden.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    await new Promise(requestAnimationFrame);
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
      const canvas = host.querySelector<HTMLCanvasElement>('.wave-stage-canvas') as HTMLCanvasElement;
      await vi.waitFor(() => expect([canvas.width, canvas.height]).toEqual([400 * ratio, 300 * ratio]), 3_000);
      await vi.waitFor(() => {
        const [right, bottom] = inkReaches();
        expect(right).toBeGreaterThan(canvas.width * 0.9);
        expect(bottom).toBeGreaterThan(canvas.height * 0.6);
      }, 6_000);
    });
  });

  test('what is closed leaves nothing behind', async () => {
    show(ecgAnd(art), [ecg(70), abp(70)]);
    await vi.waitFor(() => expect(ink(false)).toBeGreaterThan(200), 3_000);
    root.render(null);
    await vi.waitFor(() => expect(globalThis.vigilDiagnostics).toBeUndefined(), 3_000);
    expect(host.querySelector('canvas')).toBeNull();
  });
});
