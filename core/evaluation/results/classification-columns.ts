import type { ScoredExample } from '../../contract/evaluation.ts';
import { measure } from '../metrics/metrics.ts';

/** How good a model is at the held-out examples, in the columns that providers' result files once had. */
export const CLASSIFICATION_COLUMNS = [
  'classification/accuracy',
  'classification/precision',
  'classification/recall',
  'classification/auroc',
  'classification/auprc',
  'classification/f1.0',
] as const;
export type ClassificationRow = Readonly<Record<(typeof CLASSIFICATION_COLUMNS)[number], number | null>>;

/**
 * The columns of one model's answers. Of two classes, all but the accuracy are those of the class that is more frequent in
 * training, as the tool that OpenAI removed proposed it; of more, they are the means over the classes that were held out,
 * each against the rest. Only the areas depend on the answers' temperature, and those of two classes do not: it keeps the
 * order of the answers there, but not of one class's probabilities among several. The areas are null where the host returned no probabilities, and where all examples are of one class.
 * @param labels the classifier's, with how often each occurs in training
 */
export function classificationRow(
  scored: readonly ScoredExample[],
  labels: readonly { readonly label: string; readonly train: number }[],
): ClassificationRow {
  const metrics = measure(
    scored,
    labels.map(({ label }) => label),
  );
  const positive = labels.length === 2 ? mostFrequent(labels) : undefined;
  const meant = metrics.perClass.filter(({ label, support }) => (positive ? label === positive : support > 0));
  return {
    'classification/accuracy': metrics.accuracy,
    'classification/precision': mean(meant.map(({ precision }) => precision)),
    'classification/recall': mean(meant.map(({ recall }) => recall)),
    'classification/auroc': mean(meant.map(({ auroc }) => auroc)),
    'classification/auprc': mean(meant.map(({ auprc }) => auprc)),
    'classification/f1.0': mean(meant.map(({ f1 }) => f1)),
  };
}

const mostFrequent = (labels: readonly { readonly label: string; readonly train: number }[]) =>
  labels.reduce((most, entry) => (entry.train > most.train ? entry : most)).label;

/** Null of nothing, or where a part is null. */
function mean(parts: readonly (number | null)[]): number | null {
  const numbers = parts.filter((part) => part !== null);
  if (numbers.length === 0 || numbers.length < parts.length) return null;
  return numbers.reduce((sum, part) => sum + part, 0) / numbers.length;
}
