import type { Worker } from 'node:worker_threads';
import type { OpinionQuestion, SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { programBeside, startThread } from '#main/hosts/stationThread.ts';

/** Judges a strip. Rejects with what went wrong, for people. One question at a time. */
export interface Judge {
  judge(question: OpinionQuestion): Promise<SecondOpinion>;
  close(): Promise<void>;
}

/** Far more than a thread takes to start and to judge on a slow machine (docs/second-opinion.md): who takes longer hangs. */
const LONGEST_MS = 5_000;

/**
 * What a thread may hold, in MB: five times what 16 waves of 2,000 samples a second take. Without it the thread is given as much room
 * for garbage as the station itself, 40 MB more, however small its questions are.
 */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 6 } as const;

const ownProgram = programBeside(import.meta.url, 'judge.worker');

/**
 * A thread that judges, so that the station's own is never held up by it. It is started with the first question and stays; one that
 * ends or hangs is let go, and the next question gets another. It holds no process open.
 */
export class JudgeThread implements Judge {
  readonly #program: URL;
  readonly #longestMs: number;
  #worker: Worker | null = null;

  constructor(program: URL = ownProgram, longestMs: number = LONGEST_MS) {
    this.#program = program;
    this.#longestMs = longestMs;
  }

  judge(question: OpinionQuestion): Promise<SecondOpinion> {
    const worker = this.#running();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        worker.off('message', answered);
        worker.off('error', failed);
        worker.off('exit', ended);
        act();
      };
      const giveUp = (reason: string): void =>
        settle(() => {
          if (this.#worker === worker) this.#worker = null;
          void worker.terminate();
          reject(new Error(reason));
        });
      const answered = (opinion: SecondOpinion): void => settle(() => resolve(opinion));
      const failed = (): void => giveUp('the waves could not be judged');
      const ended = (): void => giveUp('the judging of the waves ended');
      const timer = setTimeout(() => giveUp('the judging of the waves took too long'), this.#longestMs);
      worker.on('message', answered);
      worker.on('error', failed);
      worker.on('exit', ended);
      const buffers = question.strip.channels.map(({ samples }) => samples.buffer as ArrayBuffer);
      worker.postMessage(question, [...new Set(buffers)]);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = startThread(this.#program, resourceLimits);
    // Between two questions: nobody waits, and the next one gets another thread.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    this.#worker = worker;
    return worker;
  }
}
