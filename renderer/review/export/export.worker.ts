import { messageOf } from '#domain/errors.ts';
import { Gathering } from '#domain/export/gathering.ts';
import type { FromExportWorker, ToExportWorker } from './exportJob.ts';
import { writeExport } from './writeExport.ts';

/** Writes one export, away from the page; whoever cancels it ends the worker. */
const gathering = new Gathering();

const answer = (message: FromExportWorker, transfer: Transferable[] = []): void => postMessage(message, { transfer });

addEventListener('message', ({ data }: MessageEvent<ToExportWorker>) => {
  if (data.type === 'pieces') {
    gathering.add(data.waves);
    return;
  }
  writeExport(data.job, gathering.waves, (part) => answer({ type: 'progress', part })).then(
    (file) => answer({ type: 'written', file }, [file.bytes.buffer]),
    (error: unknown) => answer({ type: 'failed', reason: messageOf(error) }),
  );
});
