import { METRICS_NAMESPACE, METRICS_SERVICE } from '../core/contract/service-metrics.ts';

/** One value of one metric. */
export interface MetricValue {
  readonly name: string;
  readonly value: number;
  /** @default 'Count' */
  readonly unit?: 'Count' | 'None';
  /** Also counted by classifier. @default over all alone */
  readonly classifier?: string;
}

/**
 * A value as a line of the function's log that CloudWatch makes a metric of, without any request.
 * Format: "Specification: Embedded metric format", Amazon CloudWatch User Guide.
 */
export function metricLine({ name, value, unit = 'Count', classifier }: MetricValue, now: Date): string {
  return JSON.stringify({
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [['Service'], ...(classifier === undefined ? [] : [['Service', 'Classifier']])],
          Metrics: [{ Name: name, Unit: unit }],
        },
      ],
    },
    Service: METRICS_SERVICE,
    ...(classifier !== undefined && { Classifier: classifier }),
    [name]: value,
  });
}
