import { figure } from '../markdown.ts';
import type { Medians } from '../medians.ts';

/** The titles of what `usageCells` gives. */
export const USAGE_TITLES = ['seconds', 'CPU seconds', 'peak MiB'] as const;

/** What a command took, as cells of a table. */
export const usageCells = ({ seconds, cpuSeconds, peakMebibytes }: Medians): string[] => [
  figure(seconds, 2),
  figure(cpuSeconds, 2),
  figure(peakMebibytes),
];
