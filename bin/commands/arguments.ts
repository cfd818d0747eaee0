import { InvalidArgumentError } from 'commander';
import { classifierName } from '../../core/contract/names.ts';

/** What the help says of a run's id: where a person finds one. */
export const RUN_ID = "the run's id, as upload prints it and runs lists it";

/** Commander's parser of a whole number within bounds. */
export const wholeNumber = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= low && value <= high) return value;
  throw new InvalidArgumentError(`A whole number from ${low} to ${high} is expected.`);
};

/** Commander's parser of a classifier's name. */
export function classifierArgument(text: string): string {
  const parsed = classifierName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'Not a classifier name.');
}

/** Commander's parser of a time: a date counts as its first moment in UTC. */
export function timeArgument(text: string): string {
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError('A time is expected, e.g. 2026-11-26T08:00:00Z.');
}

/** Commander's parser of a share, more than 0 and less than 1. */
export function shareArgument(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError('A share between 0 and 1 is expected, e.g. 0.1.');
}
