import { DAYS_UNTIL_SHUTDOWN, MODEL_DOES_NOT_ANSWER } from '../../core/contract/service-metrics.ts';
import type { Sunset } from '../../core/contract/sunset.ts';
import type { MetricValue } from '../../services/service-metrics.ts';

/** What was found out as metrics: nothing is said of what nobody could tell. */
export function metricsOf({ answers, daysLeft }: Sunset): MetricValue[] {
  return [
    ...(daysLeft === null ? [] : [{ name: DAYS_UNTIL_SHUTDOWN, value: daysLeft, unit: 'NoUnit' } as const]),
    ...(answers === null ? [] : [{ name: MODEL_DOES_NOT_ANSWER, value: answers ? 0 : 1 }]),
  ];
}
