import type { Prediction } from '../../core/contract/prediction.ts';
import {
  ABSTENTIONS,
  CANARY_FAILURES,
  CONFIDENCE,
  DEGRADED_PREDICTIONS,
  LATENCY,
  PREDICTIONS,
  PROVIDER_ERRORS,
  SLOW_CANARY_ANSWERS,
} from '../../core/contract/service-metrics.ts';
import { isLabelsmithError } from '../../core/errors.ts';
import type { CanaryFaults } from '../../core/prediction/canary-trials.ts';
import type { RaiseMetrics } from '../../services/service-metrics.ts';

/** Tells of an answered request: how many texts, how sure, how fast, and which labels. Never a text. */
export function raisePredictions(
  raise: RaiseMetrics,
  classifier: string,
  predictions: readonly Prediction[],
  seconds: number,
): void {
  const confidences = predictions.flatMap(({ confidence }) => confidence ?? []);
  const degraded = predictions.filter((prediction) => prediction.degraded).length;
  raise(
    [
      { name: PREDICTIONS, value: predictions.length },
      { name: ABSTENTIONS, value: predictions.filter(({ abstained }) => abstained).length },
      { name: LATENCY, value: seconds, unit: 'Seconds' },
      ...(confidences.length > 0 ? [{ name: CONFIDENCE, value: confidences, unit: 'NoUnit' } as const] : []),
      ...(degraded > 0 ? [{ name: DEGRADED_PREDICTIONS, value: degraded }] : []),
    ],
    { classifier },
  );
  const byLabel = Map.groupBy(predictions, ({ label }) => label);
  for (const [label, answers] of byLabel) {
    if (label !== null) raise([{ name: PREDICTIONS, value: answers.length }], { classifier, label });
  }
}

/** Tells of a request that a provider left unanswered; of any other fault the log tells. */
export function raiseFault(raise: RaiseMetrics, classifier: string | undefined, error: unknown): void {
  if (classifier === undefined || !isLabelsmithError(error, 'ProviderUnavailable', 'ProviderRefused', 'KeyRefused'))
    return;
  raise([{ name: PROVIDER_ERRORS, value: 1 }], { classifier });
}

/** Tells of the calls to a canary that gave no answer, or a slow one: callers do not notice. */
export function raiseCanaryFaults(
  raise: RaiseMetrics,
  { classifier, failed, slow }: Omit<CanaryFaults, 'fault'>,
): void {
  raise(
    [
      { name: CANARY_FAILURES, value: failed },
      { name: SLOW_CANARY_ANSWERS, value: slow },
    ],
    { classifier },
  );
}
