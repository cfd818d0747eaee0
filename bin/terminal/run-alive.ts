import { duration } from '../../core/contract/numbers.ts';
import type { Run } from '../../core/contract/run.ts';
import { clockTime } from './clock-time.ts';

/** From this age on, it is said how long ago a job was seen: a younger look is as good as now. In seconds. */
const WORTH_SAYING_SECONDS = 10;
/** From this age on, it is said that a job has not moved. */
const STANDING_STILL_SECONDS = 600;

/** What changes about a job's life: that it is to be cancelled, that its provider has gone silent, when it should end. */
export function describeLife(run: Run, now: Date): string[] {
  const { cancelRequested, expectedEndAt, silentSince } = run;
  const parts: string[] = [];
  if (cancelRequested) parts.push(`being cancelled, as ${cancelRequested.by} asked`);
  if (silentSince) {
    parts.push(`the provider is silent since ${clockTime(new Date(silentSince), now)}: asking again by itself`);
  } else if (expectedEndAt) parts.push(`expected to end ${clockTime(new Date(expectedEndAt), now)}`);
  return parts;
}

/** What changes as time passes: how long nobody answers, how long ago the job was seen and will be again, how long it has not moved. */
export function describeAge(run: Run, now: Date): string[] {
  const { lastProgressAt, lastSeenAt, nextLookAt, silentSince } = run;
  const since = (time: string) => (now.getTime() - Date.parse(time)) / 1000;
  const parts: string[] = [];
  if (silentSince) parts.push(`silent for ${duration(since(silentSince))}`);
  if (lastSeenAt && since(lastSeenAt) >= WORTH_SAYING_SECONDS) {
    parts.push(`last seen alive ${duration(since(lastSeenAt))} ago`);
  }
  if (nextLookAt && -since(nextLookAt) >= WORTH_SAYING_SECONDS) {
    parts.push(`next look in ${duration(-since(nextLookAt))}`);
  }
  if (lastProgressAt && !silentSince && since(lastProgressAt) >= STANDING_STILL_SECONDS) {
    parts.push(`no progress for ${duration(since(lastProgressAt))}`);
  }
  return parts;
}
