import type { ProviderName } from '../../core/contract/names.ts';
import { promote } from '../../core/registry/champion.ts';
import { registerVersion } from '../../core/registry/versions.ts';
import type { Store } from '../../core/store.ts';
import { systemClock } from '../../services/system-clock.ts';
import { candidateVersion } from '../../test/support/candidate-version.ts';

/** A model that is to answer for a classifier. */
export interface ServedVersion {
  readonly classifier: string;
  readonly provider: ProviderName;
  /** null where the provider is at one place only. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly labels: readonly string[];
}

/** Puts a model into service, as the classifier's first version and its champion. */
export async function putIntoService(store: Store, { labels, ...served }: ServedVersion): Promise<void> {
  const answers = labels.map((label) => ({ label, answer: label }));
  const { classifier, version } = await registerVersion(
    store,
    candidateVersion('measured', { ...served, labels: answers }),
  );
  const change = { classifier, version, by: 'benchmark', reason: 'measured' };
  await promote({ store, clock: systemClock }, change);
}
