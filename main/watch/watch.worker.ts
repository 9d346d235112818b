import { parentPort } from 'node:worker_threads';
import { type ToWatch, WatchedWard } from './watchedWard.ts';

// The thread that reads the waves of all beds (watchThread.ts starts it).
const ward = new WatchedWard();
parentPort?.on('message', (message: ToWatch) => {
  const watched = ward.take(message);
  if (watched !== null) parentPort?.postMessage(watched);
});
