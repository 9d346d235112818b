import type { ExportWave } from '#domain/export/exportSpan.ts';
import type { Archive } from '#renderer/history/archive.ts';
import type { ExportJob, FromExportWorker, ToExportWorker, WrittenFile } from './exportJob.ts';
import { type ExportSource, readWaves } from './readWaves.ts';

/** Read at once: some hundred kilobytes of a wave, which the page hands on within a frame. */
const STEP_MS = 600_000;

/** How much of the whole reading is; the rest is writing. */
const READING = 0.7;

/**
 * Reads a span step by step and has it written by a worker of its own. Ends early, with the signal's reason, when it is aborted.
 * `onProgress`: 0 to 1.
 *
 * @throws Error whose message is for people
 */
export async function runExport(
  archive: Archive,
  source: ExportSource,
  job: ExportJob,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<WrittenFile> {
  const worker = new Worker(new URL('./export.worker.ts', import.meta.url), { type: 'module', name: 'export' });
  try {
    const { fromMs, untilMs } = source;
    for (let atMs = fromMs; atMs < untilMs; atMs += STEP_MS) {
      const endMs = Math.min(untilMs, atMs + STEP_MS);
      const pieces = await readWaves(archive, { ...source, fromMs: atMs, untilMs: endMs });
      signal.throwIfAborted();
      send(worker, pieces);
      onProgress((READING * (endMs - fromMs)) / (untilMs - fromMs));
    }
    return await written(worker, job, signal, (part) => onProgress(READING + (1 - READING) * part));
  } finally {
    worker.terminate();
  }
}

/** Samples are copied once and then handed over: what an archive answers is somebody else's too. */
function send(worker: Worker, pieces: readonly ExportWave[]): void {
  const waves = pieces.map((wave) => ({
    ...wave,
    runs: wave.runs.map((run) => ({ ...run, samples: run.samples.slice() })),
  }));
  const message: ToExportWorker = { type: 'pieces', waves };
  worker.postMessage(message, { transfer: waves.flatMap(({ runs }) => runs.map(({ samples }) => samples.buffer)) });
}

function written(
  worker: Worker,
  job: ExportJob,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<WrittenFile> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.addEventListener('message', ({ data }: MessageEvent<FromExportWorker>) => {
      if (data.type === 'progress') onProgress(data.part);
      else if (data.type === 'written') resolve(data.file);
      else reject(new Error(data.reason));
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(`The export failed: ${message}`)));
    worker.postMessage({ type: 'write', job } satisfies ToExportWorker);
  });
}
