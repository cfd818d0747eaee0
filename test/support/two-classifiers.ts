import { writeArtefact } from '../../core/artefact.ts';
import { job as jobSchema } from '../../core/contract/job.ts';
import { datasetKey, runKey, settingsKey, trainedKey } from '../../core/contract/keys.ts';
import { type Run, run as runSchema } from '../../core/contract/run.ts';
import { storeFeedback } from '../../core/feedback/store-feedback.ts';
import { promote } from '../../core/registry/champion.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import type { TrainingProvider } from '../../core/tuning/provider.ts';
import { candidateVersion } from './candidate-version.ts';
import { MemoryStore } from './memory-store.ts';
import { PlannedExecutions } from './planned-executions.ts';
import { plannedProviders } from './planned-providers.ts';
import { runRecord } from './run-record.ts';
import { jobRecord } from './run-with-job.ts';

/** A dataset of `sports` alone, and one that `sports-news` has as well. */
export const OWN = 'a'.repeat(32);
export const SHARED = 'b'.repeat(32);
export const clock = () => new Date('2026-11-22T10:00:00Z');
/** A change of `sports`. */
export const change = { classifier: 'sports', by: 'a test', reason: 'because' };

const checkpoints = [{ id: 'checkpoint', model: 'checkpoint', step: 3, metrics: {} }];

/** What `sports` and `sports-news` have in the bucket and at their provider. */
export class TwoClassifiers {
  readonly store = new MemoryStore();
  readonly executions = new PlannedExecutions();
  readonly records = { store: this.store, clock };
  /** What is at the provider. */
  readonly models = new Set([
    ...['model-of-sports-1', 'model-of-sports-2', 'model-of-news-1'],
    ...['nobody-registered', 'checkpoint'],
  ]);
  readonly jobs = new Set(['job-of-sports-3', 'job-of-sports-news-1']);
  readonly files = new Set(['training-file-of-sports-3', 'result-file-of-sports-3', 'file-of-sports-news-1']);
  readonly host: Partial<TrainingProvider> = {
    deleteModel: async (id) => void this.models.delete(id),
    deleteJob: async (id) => void this.jobs.delete(id),
    removeFiles: async (ids) => void ids.map((id) => this.files.delete(id)),
  };

  context(training = this.host, store = this.store) {
    return { store, clock, providers: plannedProviders(training), executions: this.executions };
  }

  writeRun(id: string, changes: Partial<Run>) {
    const record = { classifier: 'sports', status: 'succeeded', dataset: OWN, ...changes } as const;
    return writeArtefact(this.store, runKey(id, 'run.json'), runSchema, runRecord(id, record));
  }

  readonly sportsKeys = () => this.store.keys().filter((key) => /\/sports(\/|-\d)/.test(key));
  readonly newsKeys = () => this.store.keys().filter((key) => key.includes('sports-news'));
}

/** Two classifiers, of which one's name begins with the other's: each with a version in service, and one dataset for both. */
export async function twoClassifiers(): Promise<TwoClassifiers> {
  const two = new TwoClassifiers();
  const { records, store } = two;
  await two.writeRun('sports-1', { dataset: OWN });
  await two.writeRun('sports-2', { dataset: SHARED });
  await two.writeRun('sports-3', { status: 'failed' });
  const job = jobRecord('sports-3', {
    ...{ status: 'failed', model: 'nobody-registered', checkpoints },
    ...{ trainingFile: 'training-file-of-sports-3', resultFiles: ['result-file-of-sports-3'] },
  });
  await writeArtefact(store, runKey('sports-3', 'job.json'), jobSchema, job);
  await two.writeRun('sports-news-1', { classifier: 'sports-news', dataset: SHARED });
  const version = (run: string, model: string, dataset: string, classifier = 'sports') =>
    registerVersion(store, candidateVersion(run, { classifier, model, dataset, provider: 'openai' }));
  await version('sports-1', 'model-of-sports-1', OWN);
  await version('sports-2', 'model-of-sports-2', SHARED);
  await version('sports-news-1', 'model-of-news-1', SHARED, 'sports-news');
  for (const dataset of [OWN, SHARED]) {
    for (const file of ['train.jsonl', 'dataset.json'] as const) await store.write(datasetKey(dataset, file), 'x');
  }
  for (const classifier of ['sports', 'sports-news']) {
    await store.write(`uploads/${classifier}/a.csv`, 'text,label\n');
    await store.write(settingsKey(classifier), '{}');
    await store.write(trainedKey(classifier, OWN, 'x'), '{}');
    await storeFeedback(records, classifier, { text: 'a puck', label: 'hockey' });
    await promote(records, { ...change, classifier, version: 1 });
  }
  return two;
}
