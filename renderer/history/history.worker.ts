import { RECENT_MS } from '#domain/signals/coverage.ts';
import { pageClock } from '#domain/time/pageClock.ts';
import { openWorkerCarrier } from '#renderer/carriers/openCarrier.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { buffersOf } from './buffersOf.ts';
import type { FromHistory, ToHistory } from './historyProtocol.ts';
import { HistoryService } from './historyService.ts';

/** The history of a window, on a thread of its own; renderer/history/historyLink.ts starts it. */

/** What of a worker's global is needed; the renderer is compiled for pages, which have other types. */
interface WorkerScope {
  postMessage(message: FromHistory, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToHistory>) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);

let service: Promise<HistoryService> | null = null;
/** As the page said last. */
let stopReason = '';
let ports = 0;
const portsWanted = new Map<number, { resolve(port: MessagePort): void; reject(cause: Error): void }>();

function askPageForPort(): Promise<MessagePort> {
  const id = ++ports;
  return new Promise((resolve, reject) => {
    portsWanted.set(id, { resolve, reject });
    scope.postMessage({ type: 'portWanted', id });
  });
}

function open({ type, storeName: name, ...opening }: Extract<ToHistory, { type: 'open' }>): void {
  const opened = HistoryService.open(
    { name, ...opening, nowMs: clock.nowMs() },
    {
      clock,
      locks: navigator.locks,
      connect: () =>
        connectStation(() => openWorkerCarrier(askPageForPort), clock, { recentMs: RECENT_MS, as: 'history' }),
      tell: (status) => scope.postMessage({ type: 'status', status }),
    },
  );
  service = opened;
  if (stopReason !== '') void opened.then((history) => history.stop(stopReason)).catch(() => {});
  opened.then(
    ({ storeId }) => scope.postMessage({ type: 'opened', storeId }),
    (cause: unknown) => {
      const status = { state: 'off', reason: textOf(cause), heldFromMs: null, heldUntilMs: null } as const;
      scope.postMessage({ type: 'status', status });
    },
  );
}

async function answer({ id, question }: Extract<ToHistory, { type: 'ask' }>): Promise<void> {
  try {
    const found = await (await service)?.ask(question);
    scope.postMessage({ type: 'answer', id, answer: found }, buffersOf(found));
  } catch (cause) {
    scope.postMessage({ type: 'failed', id, reason: textOf(cause) });
  }
}

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

scope.addEventListener('message', ({ data }) => {
  switch (data.type) {
    case 'open':
      open(data);
      return;
    case 'ask':
      void answer(data);
      return;
    case 'stop':
      stopReason = data.reason;
      // One that could not be opened has said so.
      void service?.then((history) => history.stop(data.reason)).catch(() => {});
      return;
    case 'port':
    case 'noPort': {
      const wanted = portsWanted.get(data.id);
      portsWanted.delete(data.id);
      if (data.type === 'port') wanted?.resolve(data.port);
      else wanted?.reject(new Error(data.reason));
      return;
    }
  }
});

// Nobody waits for it, so nobody knows what it has left half done: the page starts another one.
scope.addEventListener('unhandledrejection', ({ reason }) => {
  throw reason;
});
