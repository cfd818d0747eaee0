import type { AuditOptions, LabelAudit } from './audit-labels.ts';
import type { AuditedExample } from './audited-example.ts';

/** Audits labels, on this thread or on another one: see `auditLabels`. */
export type LabelAuditor = (
  examples: AsyncIterable<AuditedExample>,
  options: AuditOptions,
) => Promise<Pick<LabelAudit, 'audited' | 'suspects'>>;
