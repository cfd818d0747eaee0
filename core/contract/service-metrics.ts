/** Names of the metrics that the product raises itself: whoever writes one and whoever watches it read them here. */
export const METRICS_NAMESPACE = 'Labelsmith';

/** The dimensions: every metric has the service's; those of one classifier, or of one label, are counted by it as well. */
export const SERVICE_DIMENSION = 'service';
export const CLASSIFIER_DIMENSION = 'classifier';
export const LABEL_DIMENSION = 'label';

/** The value of the service's dimension. */
export const METRICS_SERVICE = 'labelsmith';

/** Whole days until a version in service goes out of service; one value a classifier and day, none without a date. */
export const DAYS_UNTIL_SHUTDOWN = 'DaysUntilShutdown';

/** 1 for a version in service whose model does not answer, 0 for one that does. */
export const MODEL_DOES_NOT_ANSWER = 'ModelDoesNotAnswer';

/** Runs that have ended, but for a day could not free what they have at a provider. */
export const UNRELEASED_RUNS = 'UnreleasedRuns';

/** Texts that were answered: in all, and by label, where one was given. */
export const PREDICTIONS = 'Predictions';

/** Texts that were left without a label. */
export const ABSTENTIONS = 'Abstentions';

/** Texts that the embedded model answered in place of a provider that did not. */
export const DEGRADED_PREDICTIONS = 'DegradedPredictions';

/** The confidences of the answers, from which CloudWatch makes percentiles. */
export const CONFIDENCE = 'Confidence';

/** Seconds that a request took in the function. */
export const LATENCY = 'Latency';

/** Requests that a provider's fault or refusal left unanswered. */
export const PROVIDER_ERRORS = 'ProviderErrors';

/** Calls to a canary that gave no answer, and answers of one that took longer than they may. */
export const CANARY_FAILURES = 'CanaryFailures';
export const SLOW_CANARY_ANSWERS = 'SlowCanaryAnswers';

/** Population stability index of a day's answers by label, and by confidence, against training. */
export const LABEL_DRIFT = 'LabelDrift';
export const CONFIDENCE_DRIFT = 'ConfidenceDrift';

/** Share of a day's words that the model does not know. */
export const UNSEEN_WORDS = 'UnseenWords';

/** 1 for a version whose answers of a day are further from training than they should be, 0 for one that is near it. */
export const DRIFT_WARNINGS = 'DriftWarnings';
