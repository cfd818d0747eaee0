import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  CLASSIFIER_DIMENSION,
  LABEL_DIMENSION,
  METRICS_NAMESPACE,
  METRICS_SERVICE,
} from '../core/contract/service-metrics.ts';

/** Values of one metric. */
export interface MetricValue {
  readonly name: string;
  /** One or several; of several CloudWatch makes percentiles. */
  readonly value: number | readonly number[];
  /** @default 'Count' */
  readonly unit?: 'Count' | 'NoUnit' | 'Seconds';
}

/** What values are counted by, besides over all. */
export interface MetricSubject {
  readonly classifier?: string;
  /** Counted by classifier and label, and not over all. */
  readonly label?: string;
}

export type RaiseMetrics = (values: readonly MetricValue[], subject?: MetricSubject) => void;

/**
 * Raises metrics as lines of the function's log, which CloudWatch reads; it takes no request. What they are raised with is
 * made a moment later: by then the first request waits for the bucket, and not for this.
 */
export function createServiceMetrics(): RaiseMetrics {
  let made: Metrics | undefined;
  const metricsOf = () => {
    made ??= new Metrics({ namespace: METRICS_NAMESPACE, serviceName: METRICS_SERVICE });
    return made;
  };
  setImmediate(metricsOf);
  return (values, { classifier, label } = {}) => {
    const metrics = metricsOf();
    for (const part of partsOf(values)) {
      // A set without dimensions of its own is that of the service alone.
      if (label === undefined) metrics.addDimensions({});
      if (classifier !== undefined) {
        metrics.addDimensions({
          [CLASSIFIER_DIMENSION]: classifier,
          ...(label !== undefined && { [LABEL_DIMENSION]: asDimension(label) }),
        });
      }
      for (const { name, value, unit = 'Count' } of part) {
        for (const one of [value].flat()) metrics.addMetric(name, MetricUnit[unit], one);
      }
      metrics.publishStoredMetrics();
    }
  };
}

/** A line holds up to 100 values of a metric, and at the hundredth it is written at once, its dimensions forgotten. */
const MOST_VALUES = 99;

/** The values on as many lines as they need. */
function partsOf(values: readonly MetricValue[]): MetricValue[][] {
  const lines = Math.max(0, ...values.map(({ value }) => Math.ceil([value].flat().length / MOST_VALUES)));
  return Array.from({ length: lines }, (_, line) =>
    values.flatMap((metric) => {
      const value = [metric.value].flat().slice(line * MOST_VALUES, (line + 1) * MOST_VALUES);
      return value.length > 0 ? [{ ...metric, value }] : [];
    }),
  );
}

const LONGEST_DIMENSION = 1_024;

/** CloudWatch takes ASCII alone for a dimension's value: other labels are percent-encoded, and long ones cut. */
const asDimension = (label: string) =>
  (/^[\x20-\x7e]+$/.test(label) ? label : encodeURIComponent(label.toWellFormed())).slice(0, LONGEST_DIMENSION);
