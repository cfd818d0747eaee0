import { resolve } from 'node:path';
import type { Preparation } from '../../core/contract/dataset.ts';

/** What `prepare --json` prints. Rows count from 0 in the user's file. */
export function prepareDocument(preparation: Preparation, folder: string) {
  const { checks, dataset, estimate, examples, labels, removed, tokens, train, validation } = preparation;
  const { columns, estimates, lengths, notes, pricesOf, sources, suspects } = preparation;
  return {
    schema: 'labelsmith.prepare.v1',
    dataset,
    examples,
    labels,
    removed,
    train: { rows: train.rows, path: resolve(folder, 'train.jsonl') },
    validation: { rows: validation.rows, path: resolve(folder, 'validation.jsonl') },
    tokens,
    estimate,
    checks,
    estimates,
    ...(pricesOf !== undefined && { pricesOf }),
    lengths,
    columns,
    notes,
    sources,
    suspects,
  };
}
