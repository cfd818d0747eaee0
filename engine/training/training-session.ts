import { createModel } from '../../core/learner/model.ts';
import { encodeModel } from '../../core/learner/model-file.ts';
import { Trainer } from '../../core/learner/train.ts';
import { readBytes, type Store } from '../../core/store.ts';
import { jobStateKey } from '../keys.ts';
import type { JobRecord } from '../records/job-record.ts';
import { JobFault } from './job-fault.ts';
import { prepareTrainingSet, type TrainingSet } from './training-set.ts';

/** A job in training, in memory. It can be lost at any time: the store holds all that is needed to make it again. */
export class TrainingSession {
  readonly jobId: string;
  readonly set: TrainingSet;
  #trainer: Trainer | undefined;

  constructor(jobId: string, set: TrainingSet) {
    this.jobId = jobId;
    this.set = set;
  }

  /** The trainer as it stood after the epochs that the job's record tells of, and not one further. */
  async trainerFor(store: Store, job: JobRecord): Promise<Trainer> {
    const epochs = job.epochs.length;
    if (this.#trainer?.epochs === epochs) return this.#trainer;
    const { rows, classes, labels, vocabulary } = this.set;
    const options = { rows, classes, classCount: labels.length, seed: job.seed };
    const saved = epochs > 0 ? await readBytes(store, jobStateKey(job.id, epochs)) : undefined;
    if (epochs > 0 && !saved) {
      throw new JobFault(
        'state_lost',
        `What epoch ${epochs} left behind is gone from the store: create a new job`,
        null,
      );
    }
    const resume = saved && { duals: new Float32Array(new Uint8Array(saved.bytes).buffer), epochs };
    this.#trainer = new Trainer({ ...options, ...(resume && { resume }) }, vocabulary.table.size);
    return this.#trainer;
  }

  encodeModel(trainer: Trainer, temperature: number): Uint8Array {
    return encodeModel(createModel(this.set.labels, this.set.vocabulary, trainer.weights, temperature));
  }
}

/** Keeps the session of the job that was trained last, so that successive calls do not read its file again. */
export class SessionCache {
  #last: TrainingSession | undefined;

  async sessionOf(store: Store, job: JobRecord): Promise<TrainingSession> {
    if (this.#last?.jobId === job.id) return this.#last;
    this.#last = undefined;
    const session = new TrainingSession(job.id, await prepareTrainingSet(store, job));
    this.#last = session;
    return session;
  }

  forget(jobId: string): void {
    if (this.#last?.jobId === jobId) this.#last = undefined;
  }
}
