import type { Prediction } from '../contract/prediction.ts';
import type { Version } from '../contract/registry.ts';
import { labelProbabilities } from './label-probabilities.ts';
import type { PredictionHost } from './prediction-host.ts';

/** What of a version a prediction needs: judging uses it before there is a version. */
export type ServedModel = Pick<
  Version,
  'classifier' | 'version' | 'model' | 'provider' | 'format' | 'promptForm' | 'labels'
>;

/** The one way from a text to a prediction: judging and serving both come through here. */
export async function predictText(
  host: PredictionHost,
  served: ServedModel,
  text: string,
  deadline?: Date,
): Promise<Prediction> {
  const { classifier, version, model, provider, format, promptForm, labels } = served;
  const answer = await host.answer({ model, format, promptForm, text, classes: labels.length, deadline });
  const { label, probabilities, outsideMass } = labelProbabilities(labels, answer);
  return {
    label,
    confidence: label === null ? null : (probabilities?.[0]?.probability ?? null),
    abstained: label === null,
    ...(label === null && { abstainedBecause: 'outside-labels' as const }),
    probabilities,
    ...(outsideMass > 0 && { outsideMass }),
    classifier,
    version,
    ...(answer.truncated && { truncated: true as const }),
    model,
    provider,
  };
}
