import { parentPort } from 'node:worker_threads';
import { doWork, type Work } from '../../core/learner/work.ts';

/** Does the learner's work that it is sent, piece by piece. Answers come in the order of the questions. */
parentPort?.on('message', (piece: Work) => parentPort?.postMessage(doWork(piece)));
