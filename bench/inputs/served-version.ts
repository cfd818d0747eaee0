import { championKey, versionKey } from '../../core/contract/keys.ts';
import type { ProviderName } from '../../core/contract/names.ts';
import type { Store } from '../../core/store.ts';

/** A model that is to answer for a classifier. */
export interface ServedVersion {
  readonly classifier: string;
  readonly provider: ProviderName;
  /** null where the provider is at one place only. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly labels: readonly string[];
}

/** Puts a model into service: writes what a run would have written, as far as serving needs it. */
export async function putIntoService(store: Pick<Store, 'write'>, served: ServedVersion): Promise<void> {
  const { classifier, provider, baseUrl, model, labels } = served;
  const now = new Date().toISOString();
  const version = {
    schema: 'labelsmith.version.v1',
    classifier,
    version: 1,
    run: 'measured',
    provider,
    baseUrl,
    baseModel: 'labelsmith-linear-1',
    model,
    dataset: '0'.repeat(32),
    trainingSettings: '',
    format: 'chat',
    labels: labels.map((label) => ({ label, answer: label })),
    metrics: {
      examples: 0,
      accuracy: 0,
      accuracyInterval: [0, 1],
      macroF1: 0,
      weightedF1: 0,
      logLoss: null,
      expectedCalibrationError: null,
      perClass: [],
    },
    costUsd: 0,
    createdAt: now,
  };
  const champion = {
    schema: 'labelsmith.champion.v1',
    version: 1,
    previousVersion: null,
    since: now,
    by: 'benchmark',
    reason: 'measured',
  };
  await store.write(versionKey(classifier, 1), JSON.stringify(version));
  await store.write(championKey(classifier), JSON.stringify(champion));
}
