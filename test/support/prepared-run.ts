import OpenAI from 'openai';
import { changeArtefact, readArtefact, writeArtefact } from '../../core/artefact.ts';
import { dataset as datasetSchema } from '../../core/contract/dataset.ts';
import { job as jobSchema } from '../../core/contract/job.ts';
import { datasetKey, runKey, UNRELEASED_PREFIX } from '../../core/contract/keys.ts';
import type { Run } from '../../core/contract/run.ts';
import { type SettingsInput, settings as settingsSchema } from '../../core/contract/settings.ts';
import type { WorkflowInput } from '../../core/contract/workflow.ts';
import { recordFailure } from '../../core/run/record-failure.ts';
import { planOf, writePlan } from '../../core/run/run-plan.ts';
import { createRunRecord, readRunRecord } from '../../core/run/run-record.ts';
import type { Store } from '../../core/store.ts';
import type { Capabilities, ProviderChoice, TrainingProvider } from '../../core/tuning/provider.ts';
import { startTuning } from '../../core/tuning/start-tuning.ts';
import type { TuningContext } from '../../core/tuning/tuning-context.ts';
import { tryRelease } from '../../core/tuning/unreleased.ts';
import { embeddedTraining } from '../../services/training/embedded.ts';
import { openAiCapabilities } from '../../services/training/openai.ts';
import { createOpenAiTraining } from '../../services/training/openai-api.ts';
import { MemoryStore } from './memory-store.ts';
import { type HostWays, PaidHost } from './paid-host.ts';
import { mortal, watched } from './watched.ts';

export const RUN = 'sports-1';
export const INPUT: WorkflowInput = {
  run: RUN,
  classifier: 'sports',
  source: { key: 'uploads/sports/a.csv' },
  force: false,
};
const DATASET = 'd'.repeat(32);

/** As long as a function may run. */
const FUNCTION_MS = 300_000;

export interface PreparedRunOptions {
  readonly ways?: Partial<HostWays>;
  readonly settings?: SettingsInput;
  readonly baseModel?: string;
  readonly costUsd?: number | null;
  readonly bytes?: number;
  readonly labels?: number;
  readonly capabilities?: Partial<Capabilities>;
  /** Train with the embedded engine, over the run's own store, and leave the host alone. @default 'openai' */
  readonly provider?: 'openai' | 'embedded';
}

/** Writes all that a run has when its dataset is ready. */
export async function prepareRunIn(
  store: Store,
  { settings = {}, costUsd = 1, bytes = 8, labels = 2 }: PreparedRunOptions,
  choice: ProviderChoice,
): Promise<void> {
  const side = { rows: 1, bytes };
  await store.write(datasetKey(DATASET, 'train.jsonl'), '{"a":1}\n');
  await store.write(datasetKey(DATASET, 'validation.jsonl'), '{"b":1}\n');
  const names = Array.from({ length: labels }, (_, index) => ({ label: `${index}`, answer: `${index}` }));
  await writeArtefact(store, datasetKey(DATASET, 'dataset.json'), datasetSchema, {
    schema: 'labelsmith.dataset.v1',
    dataset: DATASET,
    format: 'chat',
    labels: names.map((name) => ({ ...name, train: 1, validation: 1 })),
    train: side,
    validation: side,
  });
  await createRunRecord({ store, clock: () => new Date() }, { ...INPUT, cause: 'upload', settings: 'test' });
  const prepared = { dataset: { dataset: DATASET }, preparation: { estimate: { costUsd, seconds: 60 } } };
  await writePlan(store, planOf(INPUT, settingsSchema.parse(settings), choice, prepared));
}

/** A run whose dataset is ready, and a host that is paid by the job. Its clock stands still until a test moves it. */
export class PreparedRun {
  readonly store = new MemoryStore();
  readonly host: PaidHost;
  now = Date.parse('2026-01-01T00:00:00Z');
  readonly #capabilities: Capabilities;
  readonly #name: 'openai' | 'embedded';

  private constructor({ ways, capabilities, provider = 'openai' }: PreparedRunOptions) {
    this.#name = provider;
    this.host = new PaidHost({ now: () => this.now, ...ways });
    this.#capabilities = { ...openAiCapabilities, ...capabilities };
  }

  static async start(options: PreparedRunOptions = {}): Promise<PreparedRun> {
    const run = new PreparedRun(options);
    await run.host.start();
    await prepareRunIn(run.store, options, {
      provider: run.#name,
      baseUrl: '',
      baseModel: options.baseModel ?? 'base',
    });
    return run;
  }

  /** What one attempt of a step works with. It dies where the process does that it runs in. */
  context(process = mortal()): TuningContext {
    const step = (moment: string) => process.step(moment);
    const provider = watched(this.#provider(), step);
    return {
      store: watched(this.store, step),
      clock: () => new Date(this.now),
      deadline: new Date(this.now + FUNCTION_MS),
      providers: {
        defaults: { provider: this.#name, baseUrl: '', baseModel: 'base' },
        training: async () => provider,
        prediction: () => Promise.reject(new Error('nothing is predicted here')),
      },
    };
  }

  #provider(): TrainingProvider {
    if (this.#name === 'embedded') return embeddedTraining(this.store, () => new Date(this.now));
    const client = new OpenAI({ apiKey: 'key', baseURL: this.host.baseUrl, maxRetries: 0 });
    return createOpenAiTraining({ name: 'openai', capabilities: this.#capabilities, client, patienceMs: 1_000 });
  }

  startTuning(process = mortal()) {
    return startTuning(this.context(process), INPUT);
  }

  /** Ends the run from outside, as EventBridge tells of it. */
  abort(process = mortal()): Promise<Run> {
    return recordFailure(this.context(process), { run: RUN, error: 'Cancelled', cause: 'a test', aborted: true });
  }

  /** Ends the job well, and what the run has at the host with it. */
  async succeed(): Promise<void> {
    await changeArtefact(this.store, runKey(RUN, 'job.json'), jobSchema, (job) => ({
      ...job,
      status: 'succeeded' as const,
    }));
    for (const job of this.host.jobs) job.status = 'succeeded';
    await this.release();
  }

  release(process = mortal()): Promise<boolean> {
    return tryRelease(this.context(process), RUN);
  }

  record(): Promise<Run> {
    return readRunRecord(this.store, RUN);
  }

  async job() {
    return (await readArtefact(this.store, runKey(RUN, 'job.json'), jobSchema))?.value;
  }

  /** What is left of the run: jobs that still cost, files at the host, and marks in the store. */
  get left() {
    return {
      jobs: this.host.goingOn.length,
      files: this.host.files.size,
      marks: this.store.keys(UNRELEASED_PREFIX).length,
    };
  }
}

export const NOTHING_LEFT = { jobs: 0, files: 0, marks: 0 };
