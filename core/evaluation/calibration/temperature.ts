import type { ScoredExample } from '../../contract/evaluation.ts';
import { fitTemperature } from '../../learner/training/calibrate.ts';
import { atTemperature } from '../../prediction/at-temperature.ts';

/** Each fifth of the examples is answered with the temperature of the other four. */
const FOLDS = 5;
/** With fewer examples a fold has less than two, and nothing is fitted. */
const FEWEST_EXAMPLES = 2 * FOLDS;
/** Smallest probability whose logarithm is taken, as in the log loss. */
const SMALLEST_PROBABILITY = 1e-12;

/** What calibrating on answers gives. */
export interface CrossFitted {
  /** Fitted on all examples: the one to serve with. 1 changes nothing, more makes answers less sure. */
  readonly temperature: number;
  /** The examples with probabilities that no temperature was fitted on: the ones to measure calibration by. */
  readonly examples: ScoredExample[];
}

/**
 * Fits a temperature on answers that the model had not learnt from, and measures nothing by what was fitted on it: each
 * fold's probabilities are those of a temperature fitted on the others. An example's fold is its place modulo five, which is
 * chance, since datasets are in the order of hashes. Null for fewer than 10 examples, for one label, and when an example
 * has no probabilities or expects none of the labels.
 */
export function crossFitTemperature(examples: readonly ScoredExample[], labels: readonly string[]): CrossFitted | null {
  const known = examples.every(({ expected, probabilities }) => probabilities !== null && labels.includes(expected));
  if (!known || examples.length < FEWEST_EXAMPLES || labels.length < 2) return null;
  const foldTemperatures = Array.from({ length: FOLDS }, (_, fold) =>
    temperatureOf(
      examples.filter((_example, place) => place % FOLDS !== fold),
      labels,
    ),
  );
  return {
    temperature: temperatureOf(examples, labels),
    examples: examples.map((example, place) => ({
      ...example,
      probabilities:
        example.probabilities && atTemperature(example.probabilities, foldTemperatures[place % FOLDS] ?? 1),
    })),
  };
}

/** The learner's own fit, on logarithms of probabilities in place of scores. */
function temperatureOf(examples: readonly ScoredExample[], labels: readonly string[]): number {
  const logarithms = examples.map(({ probabilities }) => {
    const given = new Map(probabilities?.map((entry) => [entry.label, entry.probability]));
    return labels.map((label) => Math.log(Math.max(given.get(label) ?? 0, SMALLEST_PROBABILITY)));
  });
  return fitTemperature({
    classCount: labels.length,
    rows: Int32Array.from(examples.keys()),
    classes: Int32Array.from(examples, (example) => labels.indexOf(example.expected)),
    values: Float64Array.from(logarithms.flatMap(asScores)),
  });
}

/** Two classes have one score, which is the second's, and whose negative is the first's. */
const asScores = (logarithms: number[]): number[] => {
  const [first, second] = logarithms;
  return logarithms.length === 2 && first !== undefined && second !== undefined ? [(second - first) / 2] : logarithms;
};
