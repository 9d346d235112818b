import { describe, expect, it } from 'vitest';
import { displayedIntervals, gcPauses, pageBusyMs, type TraceEvent } from './traceEvents.ts';

const frameUs = 1_000_000 / 60;
const page = { pid: 7, tid: 1 };
const worker = { pid: 7, tid: 2 };
const otherPage = { pid: 8, tid: 1 };

const named = (thread: { pid: number; tid: number }, name: string): TraceEvent => ({
  ...thread,
  name: 'thread_name',
  ph: 'M',
  ts: 0,
  args: { name },
});
const threads = [
  named(page, 'CrRendererMain'),
  named(worker, 'DedicatedWorker thread'),
  named(otherPage, 'CrRendererMain'),
];
const stretch = (thread: { pid: number; tid: number }, name: string, ts: number, dur: number): TraceEvent => ({
  ...thread,
  name,
  ph: 'X',
  ts,
  dur,
});
const task = (ts: number, dur: number, thread = page): TraceEvent =>
  stretch(thread, 'ThreadControllerImpl::RunTask', ts, dur);

describe('how busy the thread of the page is', () => {
  it('tasks of one frame add up, and a frame without any is a frame of nothing', () => {
    const events = [...threads, task(1000, 500), task(5000, 1500), task(1000 + 3 * frameUs, 200)];
    expect(pageBusyMs(events)).toEqual([2, 0, 0, 0.2]);
  });

  it('events in any order give the same', () => {
    expect(pageBusyMs([task(1000 + 2 * frameUs, 100), task(1000, 500), ...threads])).toEqual([0.5, 0, 0.1]);
  });

  it('a task that blocks three frames is told once in its length, not as three busy frames', () => {
    const events = [...threads, task(1000, 3.5 * frameUs), task(1000 + 3.6 * frameUs, 1000)];
    expect(pageBusyMs(events).map((ms) => Math.round(ms * 10) / 10)).toEqual([58.3, 1]);
  });

  it('a task within a task does not count twice', () => {
    expect(pageBusyMs([...threads, task(1000, 900), task(1200, 300)])).toEqual([0.9]);
  });

  it('other threads do not count; of two pages the one that works', () => {
    const events = [...threads, task(0, 4000, worker), task(0, 300, otherPage), task(10, 700)];
    expect(pageBusyMs(events)).toEqual([0.7]);
  });

  it('a trace without a page is refused rather than read as an idle one', () => {
    expect(() => pageBusyMs([named(worker, 'DedicatedWorker thread'), task(0, 400, worker)])).toThrow(/CrRendererMain/);
  });
});

describe('pauses of the garbage collector', () => {
  it('the longest of each kind is told, whether the page or the worker stood still', () => {
    const events = [
      ...threads,
      stretch(page, 'V8.GC_SCAVENGER', 0, 900),
      stretch(worker, 'V8.GC_SCAVENGER', 10, 1400),
      stretch(worker, 'V8.GC_MARK_COMPACTOR', 20, 3000),
      stretch(page, 'V8.GC_MARK_COMPACTOR', 30, 2500),
    ];
    expect(gcPauses(events)).toEqual({ majorMax: 3, majorCount: 2, minorMax: 1.4, minorCount: 2 });
  });

  it('a step of marking stops the thread too, but is no collection of its own', () => {
    const events = [...threads, stretch(page, 'V8.GC_MC_INCREMENTAL', 0, 12_000)];
    expect(gcPauses(events)).toMatchObject({ majorMax: 12, majorCount: 0 });
  });

  it('what runs beside the page on other threads holds up nobody', () => {
    const background = { pid: 7, tid: 3 };
    const events = [
      ...threads,
      named(background, 'ThreadPoolForegroundWorker'),
      stretch(background, 'V8.GC_MARK_COMPACTOR', 0, 50_000),
    ];
    expect(gcPauses(events)).toEqual({ majorMax: 0, majorCount: 0, minorMax: 0, minorCount: 0 });
  });
});

it('between pictures on the screen the time is told in order', () => {
  const shown = (ts: number): TraceEvent => ({ ...page, name: 'Display::FrameDisplayed', ph: 'I', ts });
  expect(displayedIntervals([shown(50_000), shown(0), shown(17_000)])).toEqual([17, 33]);
});
