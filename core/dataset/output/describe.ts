import type { Dataset, LabelAnswer } from '../../contract/dataset.ts';
import type { DatasetFormat } from '../../contract/settings.ts';
import { compareCodePoints } from '../code-point-order.ts';
import type { Example } from '../example.ts';
import type { Split } from '../split.ts';

/** The two files of a dataset, with the answers that stand in them. */
export interface DatasetFiles {
  readonly labels: readonly LabelAnswer[];
  readonly train: Uint8Array;
  readonly validation: Uint8Array;
}

/** `dataset.json`: what the dataset holds, in counts. */
export function describeDataset(id: string, format: DatasetFormat, split: Split, files: DatasetFiles): Dataset {
  const train = countByLabel(split.train);
  const validation = countByLabel(split.validation);
  return {
    schema: 'labelsmith.dataset.v1',
    dataset: id,
    format,
    labels: files.labels.map(({ label, answer }) => ({
      label,
      answer,
      train: train.get(label) ?? 0,
      validation: validation.get(label) ?? 0,
    })),
    train: { rows: split.train.length, bytes: files.train.byteLength },
    validation: { rows: split.validation.length, bytes: files.validation.byteLength },
  };
}

/** Examples by label as an object, in the order of the labels' code points; those without a label are not counted. */
export function countLabels(examples: readonly Example[]): Record<string, number> {
  const counts = [...countByLabel(examples)].filter(([label]) => label.trim() !== '');
  return Object.fromEntries(counts.toSorted(([a], [b]) => compareCodePoints(a, b)));
}

function countByLabel(examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of examples) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
