import { parentPort } from 'node:worker_threads';
import { type OpinionQuestion, secondOpinion } from '#domain/analysis/secondOpinion.ts';

// The thread that judges alarms (judgeThread.ts starts it). A question that can't be judged ends it: who asked is told so, and the
// next one gets a thread that has nothing left of this.
parentPort?.on('message', (question: OpinionQuestion) => parentPort?.postMessage(secondOpinion(question)));
