/**
 * The yardstick: the same feed, decoded the same way, and the least painting that moves every trace.
 *
 * In a worker, like the wave engine: cheaper than on the page, or as cheap, and never short of 60 frames. One wipe for all
 * traces above each other is cheaper than one each. CPU seconds a second, two runs of 10 s (2026-11-20, 1920 x 1080, two
 * cores without a graphics card, other work going on):
 *
 *                      64 beds x 4   256 beds x 4
 *   worker, joint      0.29, 0.30    0.34, 0.36
 *   worker, one each   0.32, 0.32    0.39, 0.45
 *   page, joint        0.32, 0.36    0.31 (at 58 frames a second)
 *   page, one each     0.33, 0.34    0.42, 0.53
 */
const canvas = document.createElement('canvas');
canvas.width = innerWidth * devicePixelRatio;
canvas.height = innerHeight * devicePixelRatio;
canvas.style.cssText = 'position:fixed;inset:0;width:100%;height:100%';
document.body.style.background = '#000';
document.body.append(canvas);

const worker = new Worker(new URL('./limit.worker.ts', import.meta.url), { type: 'module' });
const offscreen = canvas.transferControlToOffscreen();
worker.postMessage({ canvas: offscreen, pixelRatio: devicePixelRatio, host: location.host }, [offscreen]);
