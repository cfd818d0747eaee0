import type { Abstention, Calibration } from '../../contract/calibration.ts';
import type { ScoredExample } from '../../contract/evaluation.ts';
import type { LabelAnswer } from '../../contract/example-format.ts';
import type { AbstainSettings } from '../../contract/judging.ts';
import { atTemperature } from '../../prediction/at-temperature.ts';
import { calibrationInterval } from '../metrics/calibration-interval.ts';
import { expectedCalibrationError } from '../metrics/metrics.ts';
import { crossFitTemperature } from './temperature.ts';
import { findThreshold, findThresholdPerLabel, type SureAnswer, type Threshold } from './threshold.ts';
import { thresholdSentence } from './threshold-sentence.ts';

/** What a model's answers to texts that it had not learnt from tell of its probabilities. */
export interface CalibratedAnswers {
  /** null where the host tells no probabilities, and where there are too few answers to fit anything. */
  readonly calibration: Calibration | null;
  /** The held-out answers with the probabilities to measure by: no temperature was fitted on them. */
  readonly scored: readonly ScoredExample[];
  /** The answers to find a threshold by, as sure as the version would be of them, and where they are from. */
  readonly unlearnt: readonly SureAnswer[];
  readonly from: Calibration['from'];
}

/**
 * Finds what a version's probabilities are to be served with. A provider that calibrates its models tells so by giving
 * answers that they had not learnt in training: these are many more than the held-out ones, and the temperature stays 1.
 * Of every other provider's model it is fitted on the held-out answers, and measured on those it was not fitted on.
 * @param outOfFold the provider's answers, whose labels are the answers that the model was taught
 */
export function calibrateAnswers(
  scored: readonly ScoredExample[],
  labels: readonly LabelAnswer[],
  outOfFold: readonly SureAnswer[] | undefined,
): CalibratedAnswers {
  if (outOfFold && outOfFold.length > 0) {
    const labelOf = new Map(labels.map(({ label, answer }) => [answer, label]));
    const unlearnt = outOfFold.map((answer) => ({ ...answer, label: labelOf.get(answer.label) ?? answer.label }));
    const calibration = calibrationOf(unlearnt.map(asExample), { temperature: 1, from: 'out-of-fold' });
    return { calibration, scored, unlearnt, from: 'out-of-fold' };
  }
  const names = labels.map(({ label }) => label);
  const fitted = crossFitTemperature(scored, names);
  const measured = fitted?.examples ?? scored;
  const calibration = fitted && calibrationOf(measured, { temperature: fitted.temperature, from: 'held-out' });
  // A threshold is kept to at the one temperature that is served with: what proves it are the answers that it lets pass there.
  const served = fitted ? scored.map((example) => atOneTemperature(example, fitted.temperature)) : scored;
  return { calibration, scored: measured, unlearnt: served.flatMap(sureAnswer), from: 'held-out' };
}

/** From which confidence on a version is to answer, for the precision that the settings ask for. */
export function findAbstention(
  { unlearnt, scored, from }: CalibratedAnswers,
  labels: readonly string[],
  { precision, per = 'overall' }: AbstainSettings,
): Abstention {
  const heldOut = unlearnt.length > 0 ? 'held-out answers' : 'held-out answers with a probability';
  const whose = from === 'out-of-fold' ? 'answers out of fold' : heldOut;
  const thresholds =
    per === 'class'
      ? findThresholdPerLabel(unlearnt, labels, precision)
      : [{ label: null, ...findThreshold(unlearnt, precision) }];
  const sentenceOf = (threshold: Threshold & { readonly label: string | null }) =>
    `${threshold.label === null ? '' : `"${threshold.label}": `}${thresholdSentence(threshold, whose)}`;
  return {
    precision,
    per,
    from,
    thresholds: thresholds.map(({ label, answers, reached, best }) => ({ label, answers, reached, best })),
    // A label's share is of the answers with that label; the share of all needs to be told what it leaves out.
    sentences: [...thresholds.map(sentenceOf), ...(per === 'overall' && from === 'held-out' ? leftOut(scored) : [])],
  };
}

/** One sentence where answers were none of the labels: no confidence goes with them, and no share counts them. */
function leftOut(scored: readonly ScoredExample[]): string[] {
  const outside = scored.filter(({ label }) => label === null).length;
  if (outside === 0) return [];
  const those = `${outside} of all ${scored.length} held-out answers`;
  return [`${those} ${outside === 1 ? 'was' : 'were'} none of the labels and would not be given: no share counts them`];
}

function calibrationOf(
  examples: readonly ScoredExample[],
  fitted: Pick<Calibration, 'temperature' | 'from'>,
): Calibration | null {
  const interval = calibrationInterval(examples);
  const error = expectedCalibrationError(examples);
  if (!interval || error === null) return null;
  return { ...fitted, answers: examples.length, expectedCalibrationError: error, calibrationInterval: interval };
}

/** An answer as what measures calibration takes; which label was right instead of a wrong one does not matter there. */
const asExample = ({ label, confidence, right }: SureAnswer, row: number): ScoredExample => ({
  row,
  expected: right ? label : `not ${label}`,
  label,
  probabilities: [{ label, probability: confidence }],
  seconds: 0,
});

const atOneTemperature = (example: ScoredExample, temperature: number): ScoredExample => ({
  ...example,
  probabilities: example.probabilities && atTemperature(example.probabilities, temperature),
});

/** None of an answer without a label or without a probability. */
function sureAnswer({ label, expected, probabilities }: ScoredExample): SureAnswer[] {
  const confidence = probabilities?.[0]?.probability;
  return label === null || confidence === undefined ? [] : [{ label, confidence, right: label === expected }];
}
