/** Names of the metrics that the product raises itself: whoever writes one and whoever watches it read them here. */
export const METRICS_NAMESPACE = 'Labelsmith';

/** The value of the dimension `Service`, which every metric has. */
export const METRICS_SERVICE = 'labelsmith';

/** Whole days until a version in service goes out of service; one value a classifier and day, none without a date. */
export const DAYS_UNTIL_SHUTDOWN = 'DaysUntilShutdown';

/** 1 for a version in service whose model does not answer, 0 for one that does. */
export const MODEL_DOES_NOT_ANSWER = 'ModelDoesNotAnswer';

/** Runs that have ended, but for a day could not free what they have at a provider. */
export const UNRELEASED_RUNS = 'UnreleasedRuns';
