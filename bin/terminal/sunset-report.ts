import { count } from '../../core/contract/numbers.ts';
import type { Sunset } from '../../core/contract/sunset.ts';
import { withOwnHints } from '../invocation.ts';

/** What a person should know of the version in service, as lines: none while all is fine. */
export function describeSunset({
  answers,
  baseModel,
  command,
  daysLeft,
  level,
  shutdownDate,
  version,
}: Sunset): string[] {
  if (level === 'fine') return [];
  const left = daysLeft !== null && daysLeft >= 0 ? `, in ${count(daysLeft, 'day')}` : '';
  return [
    '',
    ...(answers === false ? [`Version ${version} serves, but its model does not answer.`] : []),
    ...(shutdownDate
      ? [`Version ${version} serves, and ${baseModel} goes out of service on ${shutdownDate}${left}.`]
      : []),
    ...(command ? [`To train on a model that stays: ${withOwnHints(command)}`] : []),
  ];
}
