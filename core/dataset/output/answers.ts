import type { LabelAnswer } from '../../contract/dataset.ts';
import { COMPLETION_START } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/settings.ts';
import { compareCodePoints } from '../code-point-order.ts';
import type { PrepareOptions } from '../options.ts';
import { loadTokenizer } from '../tokenizer.ts';

/**
 * What the model is trained to answer for each label, in the order of the labels' code points. With `auto` the label
 * itself where the first token tells all labels apart, else a number: 0 to 999 are each a single token.
 */
export async function chooseAnswers(
  labels: Iterable<string>,
  answers: PrepareOptions['answers'],
  format: DatasetFormat,
): Promise<LabelAnswer[]> {
  const sorted = [...labels].toSorted(compareCodePoints);
  const numbered = answers === 'auto' && !(await firstTokensDiffer(sorted, format));
  return sorted.map((label, index) => ({ label, answer: numbered ? String(index) : label }));
}

async function firstTokensDiffer(labels: readonly string[], format: DatasetFormat): Promise<boolean> {
  const { encode } = await loadTokenizer();
  const start = format === 'completion' ? COMPLETION_START : '';
  const first = labels.map((label) => encode(start + label)[0]);
  return new Set(first).size === labels.length;
}
