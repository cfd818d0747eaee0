import type { Preparation } from '../../core/contract/dataset.ts';
import type { Evaluation } from '../../core/contract/evaluation.ts';
import type { ApiClient } from './api-client.ts';

/** What there is to tell of a run besides its record, as far as it has come. */
export interface RunDocuments {
  readonly preparation?: Preparation | undefined;
  readonly evaluation?: Evaluation | undefined;
}

export async function documentsOf(client: ApiClient, run: string): Promise<RunDocuments> {
  const [preparation, evaluation] = await Promise.all([client.preparation(run), client.evaluation(run)]);
  return { preparation, evaluation };
}
