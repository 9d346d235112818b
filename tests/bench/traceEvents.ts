/** An event of a Chromium trace, as far as the benches read it. Times in microseconds of one clock for all processes. */
export interface TraceEvent {
  readonly name: string;
  /** X: a stretch with `dur`; I: an instant; M: says something of its thread. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Costs next to nothing (about 0.02 s/s): one event for each picture the screen shows, and the garbage collector's. */
export const SCREEN_AND_GC = ['-*', 'disabled-by-default-display.framedisplayed', 'disabled-by-default-v8.gc'];
/** Every task of every thread. What it costs is counted in the tasks, so nothing else is measured meanwhile. */
export const TASKS = ['-*', 'toplevel'];

const FRAME_US = 1_000_000 / 60;
const PAGE_THREAD = 'CrRendererMain';
const WORKER_THREAD = 'DedicatedWorker thread';
const DISPLAYED = 'Display::FrameDisplayed';
const TASK = 'ThreadControllerImpl::RunTask';
/** What of a collection stops the thread: its end in one piece, and the steps before. */
const MAJOR_PAUSES: ReadonlySet<string> = new Set([
  'V8.GC_MARK_COMPACTOR',
  'V8.GC_MC_INCREMENTAL',
  'V8.GC_MC_INCREMENTAL_START',
  'V8.GC_MC_INCREMENTAL_FINALIZE',
]);
const MAJOR_END = 'V8.GC_MARK_COMPACTOR';
const MINOR_PAUSES: ReadonlySet<string> = new Set(['V8.GC_SCAVENGER', 'V8.GC_MINOR_MARK_SWEEPER']);

/** From one displayed picture to the next, in ms, in order. */
export function displayedIntervals(events: readonly TraceEvent[]): number[] {
  const shown = events.filter(({ name }) => name === DISPLAYED).map(({ ts }) => ts);
  shown.sort((a, b) => a - b);
  return shown.slice(1).map((ts, n) => (ts - (shown[n] as number)) / 1000);
}

/** Pauses of page and workers together, in ms; `majorCount` counts collections, not their steps. */
export interface GcPauses {
  readonly majorMax: number;
  readonly majorCount: number;
  readonly minorMax: number;
  readonly minorCount: number;
}

/** The longest stretches for which the garbage collector held up a page or a worker of it. */
export function gcPauses(events: readonly TraceEvent[]): GcPauses {
  const threads = threadNames(events);
  let [majorMax, majorCount, minorMax, minorCount] = [0, 0, 0, 0];
  for (const event of events) {
    const thread = threads.get(threadKey(event));
    if (event.ph !== 'X' || (thread !== PAGE_THREAD && thread !== WORKER_THREAD)) continue;
    const ms = (event.dur ?? 0) / 1000;
    if (MAJOR_PAUSES.has(event.name)) majorMax = Math.max(majorMax, ms);
    if (event.name === MAJOR_END) majorCount++;
    if (MINOR_PAUSES.has(event.name)) {
      minorMax = Math.max(minorMax, ms);
      minorCount++;
    }
  }
  return { majorMax: round(majorMax), majorCount, minorMax: round(minorMax), minorCount };
}

/**
 * How long the thread of the page was busy in each sixtieth of a second of the trace, in ms. A task counts whole where it
 * began; sixtieths that it covers from end to end are left out, since no frame could begin in them. Of several pages the
 * busiest.
 *
 * @throws Error when the trace has no page in it
 */
export function pageBusyMs(events: readonly TraceEvent[]): number[] {
  const threads = threadNames(events);
  const tasks = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.ph !== 'X' || event.name !== TASK || threads.get(threadKey(event)) !== PAGE_THREAD) continue;
    const of = tasks.get(threadKey(event)) ?? [];
    of.push(event);
    tasks.set(threadKey(event), of);
  }
  const busiest = [...tasks.values()].sort((a, b) => total(b) - total(a))[0];
  if (busiest === undefined) throw new Error(`the trace has no task of a thread named ${PAGE_THREAD}`);
  return busyFrames(busiest);
}

function busyFrames(tasks: readonly TraceEvent[]): number[] {
  const inOrder = [...tasks].sort((a, b) => a.ts - b.ts);
  const startUs = inOrder[0]?.ts ?? 0;
  const frames: number[] = [];
  const covered = new Set<number>();
  let busyUntilUs = 0;
  for (const { ts, dur = 0 } of inOrder) {
    const fromUs = ts - startUs;
    // A task within a task.
    if (fromUs < busyUntilUs) continue;
    busyUntilUs = fromUs + dur;
    const frame = Math.floor(fromUs / FRAME_US);
    while (frames.length <= frame) frames.push(0);
    frames[frame] = (frames[frame] as number) + dur / 1000;
    for (let next = frame + 1; (next + 1) * FRAME_US <= busyUntilUs; next++) covered.add(next);
  }
  return frames.filter((_, frame) => !covered.has(frame));
}

/** Names of threads, by {@link threadKey}. */
function threadNames(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  return new Map(
    events
      .filter(({ ph, name }) => ph === 'M' && name === 'thread_name')
      .map((event) => [threadKey(event), String(event.args?.['name'])]),
  );
}

const threadKey = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
const total = (events: readonly TraceEvent[]): number => events.reduce((sum, { dur = 0 }) => sum + dur, 0);
const round = (ms: number): number => Math.round(ms * 100) / 100;
