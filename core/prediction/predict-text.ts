import type { Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { leastConfidence } from './abstention.ts';
import { atTemperature } from './at-temperature.ts';
import { labelProbabilities } from './label-probabilities.ts';
import type { PredictionHost } from './prediction-host.ts';

/**
 * What of a version a prediction needs: judging uses it before there is a version, and therefore without calibration and
 * abstention.
 */
export type ServedModel = Pick<
  Version,
  'classifier' | 'version' | 'model' | 'provider' | 'format' | 'promptForm' | 'labels'
> &
  Partial<Pick<Version, 'calibration' | 'abstention'>>;

/** The one way from a text to a prediction: judging and serving both come through here. */
export async function predictText(
  host: PredictionHost,
  served: ServedModel,
  text: string,
  deadline?: Date,
): Promise<Prediction> {
  const { classifier, version, model, provider, format, promptForm, labels, calibration } = served;
  const answer = await host.answer({ model, format, promptForm, text, classes: labels.length, deadline });
  const { label, probabilities: given, outsideMass } = labelProbabilities(labels, answer);
  const probabilities = given && calibration ? atTemperature(given, calibration.temperature) : given;
  return {
    ...answerOf(label, probabilities?.[0]?.probability ?? null, served),
    probabilities,
    ...(outsideMass > 0 && { outsideMass }),
    classifier,
    version,
    ...(answer.truncated && { truncated: true as const }),
    model,
    provider,
  };
}

/** The label, or why there is none. A host that tells no probabilities is never unsure. */
function answerOf(
  label: string | null,
  confidence: number | null,
  { abstention }: ServedModel,
): Pick<Prediction, 'label' | 'guess' | 'confidence' | 'abstained' | 'abstainedBecause'> {
  if (label === null) return { label, confidence: null, abstained: true, abstainedBecause: 'outside-labels' };
  if (abstention && confidence !== null && confidence < leastConfidence(abstention, label)) {
    return { label: null, guess: label, confidence, abstained: true, abstainedBecause: 'low-confidence' };
  }
  return { label, confidence, abstained: false };
}
