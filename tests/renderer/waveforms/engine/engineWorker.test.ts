import { afterEach, expect, test } from 'vitest';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import type { FromEngine, ToEngine } from '#renderer/waveforms/engine/protocol.ts';
import { bed, block, channel, ecg, liveGateway } from '#tests/renderer/waveforms/support/syntheticWard.ts';

let worker: Worker;
let canvas: HTMLCanvasElement;
afterEach(() => {
  worker.terminate();
  canvas.remove();
});

test('on a thread of its own the engine paints what comes, and its delay to glass is that of the playout', async () => {
  const BEDS = 4;
  const RUN_MS = 3_000;
  worker = new Worker(new URL('/renderer/waveforms/engine/engine.worker.ts', import.meta.url), { type: 'module' });
  const said: FromEngine[] = [];
  worker.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => said.push(data));
  const say = (message: ToEngine, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  const started = Date.now();
  const channels = Array.from({ length: BEDS }, (_, b) => channel(b + 1, started));
  say({ type: 'link', status: { state: 'open', sinceMs: started, reason: '' } });
  say({
    type: 'station',
    message: liveGateway(),
  });
  say({
    type: 'station',
    message: { type: 'beds', gatewayId: 'g', beds: channels.map((of, b) => bed(`g/${b}`, [of])) },
  });
  canvas = document.createElement('canvas');
  document.body.append(canvas);
  const offscreen = canvas.transferControlToOffscreen();
  say({ type: 'openStage', stageId: 1, canvas: offscreen }, [offscreen]);
  const backgrounds = await Promise.all(
    channels.map(() => {
      const picture = new OffscreenCanvas(300, 60);
      picture.getContext('2d', { alpha: false })?.fillRect(0, 0, 300, 60);
      return createImageBitmap(picture);
    }),
  );
  say(
    {
      type: 'layout',
      stageId: 1,
      layoutId: 1,
      layout: {
        widthPx: 300,
        heightPx: 60 * BEDS,
        ground: '#000000',
        mode: 'sweep',
        speedMmPerS: 25,
        pxPerMm: 3.78,
        penPx: 1.5,
        inks: {
          gap: '#111111',
          off: '#222222',
          saturated: '#333333',
          mark: '#444444',
          gridFine: '#555555',
          gridSecond: '#666666',
        },
        faces: [],
        sheets: channels.map(({ channelId }, b) => ({
          sheetKey: `sheet${b}`,
          bedKey: `g/${b}`,
          box: { left: 0, top: b * 60, width: 300, height: 60 },
          waves: { left: 0, top: 0, width: 300, height: 60 },
          background: backgrounds[b] as ImageBitmap,
          lanes: [
            {
              laneKey: 'ecg',
              channelId,
              colour: '#4be37d',
              bandTop: 0,
              bandHeight: 60,
              rule: { kind: 'gain', perMv: 1, gain: 'auto' },
              filter: 'monitor',
            },
          ],
        })),
      },
    },
    backgrounds,
  );
  let sent = 0;
  let tick = 0;
  while (Date.now() - started < RUN_MS) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const until = Math.floor((Date.now() - started) / 4);
    if (until - sent < 25) continue;
    const bytes = encodeWaveTick({ tick: ++tick, blocks: channels.map((of) => block(of, sent, until, ecg(72))) });
    say({ type: 'tick', bytes }, [bytes]);
    sent = until;
  }
  say({ type: 'ask', id: 7, question: { kind: 'diagnostics', stageId: 1 } });
  await expect.poll(() => said.some(({ type }) => type === 'answer')).toBe(true);

  expect(said.filter(({ type }) => type === 'problem')).toEqual([]);
  expect(said.filter(({ type }) => type === 'took')).toHaveLength(tick);
  const answered = said.find((message) => message.type === 'answer');
  if (answered?.type !== 'answer' || answered.answer.kind !== 'diagnostics') throw new Error('no diagnostics');
  const diagnostics = answered.answer.diagnostics;
  expect(diagnostics?.channels).toHaveLength(BEDS);
  for (const { drawnFirst, drawnThrough, drawnSamples } of diagnostics?.channels ?? []) {
    expect(drawnSamples).toBe(drawnThrough - drawnFirst + 1);
    expect(drawnSamples).toBeGreaterThan(300);
  }
  // The page's clock and the worker's are one; a wrong frame time would show here.
  expect(diagnostics?.glassMs.p50).toBeGreaterThan(200);
  expect(diagnostics?.glassMs.p50).toBeLessThan(600);
  const picture = new OffscreenCanvas(300, 60 * BEDS);
  const context = picture.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, 300, 60 * BEDS);
  let inked = 0;
  for (let p = 0; p < data.length; p += 4) if ((data[p + 1] as number) > 150) inked++;
  expect(inked).toBeGreaterThan(500);
});
