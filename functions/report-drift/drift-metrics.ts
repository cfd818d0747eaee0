import type { VersionDrift } from '../../core/contract/drift-report.ts';
import { CONFIDENCE_DRIFT, DRIFT_WARNINGS, LABEL_DRIFT, UNSEEN_WORDS } from '../../core/contract/service-metrics.ts';
import type { MetricValue } from '../../services/service-metrics.ts';

/** What was found out as metrics: nothing is said of what could not be compared. */
export function metricsOf({ labelDrift, confidenceDrift, unseenWords, warning }: VersionDrift): MetricValue[] {
  const index = (name: string, value: number | undefined): MetricValue[] =>
    value === undefined ? [] : [{ name, value, unit: 'NoUnit' }];
  return [
    ...index(LABEL_DRIFT, labelDrift?.stabilityIndex),
    ...index(CONFIDENCE_DRIFT, confidenceDrift?.stabilityIndex),
    ...index(UNSEEN_WORDS, unseenWords?.served),
    { name: DRIFT_WARNINGS, value: warning === null ? 0 : 1 },
  ];
}
