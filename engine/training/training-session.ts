import { Trainer, type TrainerOptions } from '../../core/learner/training/train.ts';
import { type Workers, workOne } from '../../core/learner/work.ts';
import { readBytes, type Store } from '../../core/store.ts';
import { jobStateKey } from '../keys.ts';
import type { JobRecord } from '../records/job-record.ts';
import { JobFault } from './job-fault.ts';
import { prepareTrainingSet, type TrainingSet } from './training-set.ts';

/** A job in training, in memory. It can be lost at any time: the store holds all that is needed to make it again. */
class TrainingSession {
  readonly jobId: string;
  readonly set: TrainingSet;
  readonly #workers: Workers;
  #trainer: Trainer | undefined;

  constructor(jobId: string, set: TrainingSet, workers: Workers) {
    this.jobId = jobId;
    this.set = set;
    this.#workers = workers;
  }

  /** The trainer as it stood after the epochs that the job's record tells of, and not one further. */
  async trainerFor(store: Store, job: JobRecord): Promise<Trainer> {
    const epochs = job.epochs.length;
    if (this.#trainer?.epochs === epochs) return this.#trainer;
    const saved = epochs > 0 ? await readBytes(store, jobStateKey(job.id, epochs)) : undefined;
    if (epochs > 0 && !saved) throw stateLost(`What epoch ${epochs} left behind is gone from the store`);
    const resume = saved && { duals: new Float32Array(new Uint8Array(saved.bytes).buffer), epochs };
    try {
      this.#trainer = await Trainer.create({ ...this.#optionsOf(job), ...(resume && { resume }) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw stateLost(`What epoch ${epochs} left behind belongs to another set of examples`);
    }
    return this.#trainer;
  }

  #optionsOf({ cost, seed }: JobRecord): TrainerOptions {
    const { rows, classes, labels, vocabulary } = this.set;
    const features = vocabulary.table.size;
    const options = { rows, classes, classCount: labels.length, features, seed, workers: this.#workers };
    return cost === null ? options : { ...options, cost };
  }

  /** The model as it stands, as a file. */
  async encodeModel({ weights }: Trainer, temperature: number): Promise<Uint8Array> {
    const { labels, vocabulary } = this.set;
    const features = { features: vocabulary.features, inverseFrequency: vocabulary.inverseFrequency };
    return workOne<'encode'>(this.#workers, {
      kind: 'encode',
      model: { labels, features, weights, temperature },
    });
  }
}

/** Keeps the session of the job that was trained last, so that successive calls do not read its file again. */
export class SessionCache {
  readonly #workers: Workers;
  #last: TrainingSession | undefined;

  constructor(workers: Workers) {
    this.#workers = workers;
  }

  async sessionOf(store: Store, job: JobRecord): Promise<TrainingSession> {
    if (this.#last?.jobId === job.id) return this.#last;
    this.#last = undefined;
    const session = new TrainingSession(job.id, await prepareTrainingSet(store, job, this.#workers), this.#workers);
    this.#last = session;
    return session;
  }

  forget(jobId: string): void {
    if (this.#last?.jobId === jobId) this.#last = undefined;
  }
}

const stateLost = (what: string) => new JobFault('state_lost', `${what}: create a new job`, null);
