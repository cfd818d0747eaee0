import type { DetailedMetrics } from '../../contract/detailed-metrics.ts';
import type { ScoredExample } from '../../contract/evaluation.ts';
import { brierScore } from './brier.ts';
import { calibrationInterval } from './calibration-interval.ts';
import { wilsonInterval } from './intervals.ts';
import { areasPerClass } from './per-class-areas.ts';
import { reliabilityCurve } from './reliability.ts';

/** Smallest probability whose logarithm is taken: a certain mistake costs 27.6 nats and not infinity. */
const SMALLEST_PROBABILITY = 1e-12;

/**
 * Measures predictions against what was expected. `labels` are the classifier's, in the order of the result's tables;
 * an expected label that is not among them is added. An answer without a label counts as wrong, and in no column.
 *
 * Precision is TP / (TP + FP), recall TP / (TP + FN), F1 their harmonic mean; each is 0 where its denominator is 0.
 * Macro F1 is the mean over the classes that occur as expected or predicted; weighted F1 weighs by support.
 */
export function measure(examples: readonly ScoredExample[], labels: readonly string[]): DetailedMetrics {
  const names = [...new Set([...labels, ...examples.map((example) => example.expected)])];
  const index = new Map(names.map((name, position) => [name, position]));
  const counts = names.map(() => new Array<number>(names.length).fill(0));
  const support = new Array<number>(names.length).fill(0);
  let right = 0;
  for (const { expected, label } of examples) {
    const row = index.get(expected) ?? 0;
    support[row] = (support[row] ?? 0) + 1;
    const column = label === null ? undefined : index.get(label);
    const cells = counts[row];
    if (cells && column !== undefined) cells[column] = (cells[column] ?? 0) + 1;
    if (label === expected) right += 1;
  }
  const perClass = names.map((label, position) => {
    const hits = counts[position]?.[position] ?? 0;
    const predicted = counts.reduce((sum, row) => sum + (row[position] ?? 0), 0);
    const expected = support[position] ?? 0;
    const f1 = ratio(2 * hits, predicted + expected);
    return {
      label,
      precision: ratio(hits, predicted),
      recall: ratio(hits, expected),
      f1,
      support: expected,
      predicted,
      hits,
    };
  });
  const areas = areasPerClass(examples, names);
  const occurring = perClass.filter((entry) => entry.support + entry.predicted > 0);
  return {
    examples: examples.length,
    accuracy: ratio(right, examples.length),
    accuracyInterval: wilsonInterval(right, examples.length),
    macroF1: ratio(
      sumOf(occurring, (entry) => entry.f1),
      occurring.length,
    ),
    weightedF1: ratio(
      sumOf(perClass, (entry) => entry.f1 * entry.support),
      examples.length,
    ),
    logLoss: logLoss(examples),
    expectedCalibrationError: expectedCalibrationError(examples),
    calibrationInterval: calibrationInterval(examples),
    brier: brierScore(examples),
    perClass: perClass.map(({ predicted, hits, ...entry }, position) => ({
      ...entry,
      precisionInterval: wilsonInterval(hits, predicted),
      recallInterval: wilsonInterval(hits, entry.support),
      auroc: areas[position]?.auroc ?? null,
      auprc: areas[position]?.auprc ?? null,
    })),
    confusion: { labels: names, counts },
    reliability: reliabilityCurve(examples),
  };
}

/** Mean of -ln p(expected label), in nats; null when an example has no probabilities, and without examples. */
export function logLoss(examples: readonly ScoredExample[]): number | null {
  let sum = 0;
  for (const { expected, probabilities } of examples) {
    if (!probabilities) return null;
    const found = probabilities.find((entry) => entry.label === expected)?.probability ?? 0;
    sum -= Math.log(Math.max(found, SMALLEST_PROBABILITY));
  }
  return examples.length === 0 ? null : sum / examples.length;
}

/**
 * Expected calibration error of the top label: the mean over the bins of the reliability curve of |accuracy - confidence|,
 * weighted by the bins' sizes (Naeini et al., 2015). Null when an example has no probabilities, and without examples.
 */
export function expectedCalibrationError(examples: readonly ScoredExample[]): number | null {
  const curve = reliabilityCurve(examples);
  if (!curve || examples.length === 0) return null;
  return ratio(
    sumOf(curve, (bin) => bin.examples * Math.abs(bin.accuracy - bin.confidence)),
    examples.length,
  );
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
const sumOf = <T>(items: readonly T[], value: (item: T) => number) => items.reduce((sum, item) => sum + value(item), 0);
