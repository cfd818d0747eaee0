import { changeArtefact, requireArtefact } from '../artefact.ts';
import { hasJobEnded, type Job, type JobEvent, job as jobSchema } from '../contract/job.ts';
import { runKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { hasEnded } from '../contract/run.ts';
import { isLabelsmithError, type LabelsmithError } from '../errors.ts';
import { readPlan } from '../run/run-plan.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { addEvents, latestProgress } from './event-log.ts';
import type { ProviderJob, TrainingProvider } from './provider.ts';
import { scrubError } from './scrub-message.ts';
import type { TuningContext } from './tuning-context.ts';

/** What one look at a job has brought. */
export interface Look {
  /** The job as it is known now. */
  readonly job: Job;
  readonly events: readonly JobEvent[];
  /** The provider could not tell its events this time, though it may have some that are not known yet. */
  readonly lacksEvents: boolean;
  /** How long the provider took to answer. */
  readonly lookSeconds: number;
  /** Why the provider said nothing of the job; undefined when it did. */
  readonly silence: LabelsmithError | undefined;
  /** Nobody has ended the run, or asked for that. */
  readonly isWanted: boolean;
}

/**
 * Looks at a run's job once and writes down what is seen: `job.json`, `events.jsonl`, and in `run.json` the progress, when
 * the job was last seen, and when it is expected to end. Looks may overlap and come late: an end that was seen stays.
 *
 * A provider that does not answer, lets nobody in or refuses is no error: the job goes on without us, and the look says
 * since when it is silent. Events are a help, and their absence is no silence.
 * @param polls how many polls of the workflow the look counts as: each costs some of the execution's history
 */
export async function lookAtJob(
  context: Pick<TuningContext, 'store' | 'clock' | 'providers'>,
  run: string,
  polls = 0,
): Promise<Look> {
  const { store, clock } = context;
  const before = await requireArtefact(store, runKey(run, 'job.json'), jobSchema);
  const asked = clock();
  const answer = await askProvider(context, before);
  const now = clock();
  const { events, added } = await addEvents(store, run, ('events' in answer && answer.events) || []);
  const job = await changeArtefact(store, runKey(run, 'job.json'), jobSchema, (known) => {
    const counted = { ...known, looks: known.looks + polls };
    return 'silence' in answer
      ? { ...counted, silentSince: known.silentSince ?? now.toISOString() }
      : withNews(counted, answer.seen, { now, hasNewEvents: added > 0 });
  });
  const record = await updateRunRecord(context, run, {
    progress: latestProgress(events),
    lastSeenAt: job.lastSeenAt,
    lastProgressAt: job.lastProgressAt,
    silentSince: job.silentSince,
    expectedEndAt: expectedEnd(job, await readPlan(store, run), now),
    model: job.model,
  });
  const lookSeconds = (now.getTime() - asked.getTime()) / 1000;
  const silence = 'silence' in answer ? answer.silence : undefined;
  const lacksEvents = 'silence' in answer ? !isLabelsmithError(silence, 'ProviderRefused') : !answer.events;
  const isWanted = !hasEnded(record.status) && record.cancelRequested === null;
  return { job, events, lacksEvents, lookSeconds, silence, isWanted };
}

/** When the provider says that it will end, else when we think so; our own guess is withdrawn once it was wrong. */
function expectedEnd(job: Job, plan: Plan | undefined, now: Date): string | null {
  if (hasJobEnded(job.status)) return null;
  if (job.estimatedFinish) return job.estimatedFinish;
  const guess = new Date(Date.parse(job.createdAt) + (plan?.estimate.seconds ?? 0) * 1000);
  return guess > now ? guess.toISOString() : null;
}

type Answer =
  | { readonly seen: ProviderJob; readonly events: JobEvent[] | undefined }
  | { readonly silence: LabelsmithError };

async function askProvider({ providers }: Pick<TuningContext, 'providers'>, job: Job): Promise<Answer> {
  try {
    const provider = await providers.training(job);
    const seen = await provider.retrieve(job.id);
    return { seen, events: await eventsOf(provider, job.id) };
  } catch (error) {
    if (isLabelsmithError(error, 'ProviderUnavailable', 'KeyRefused', 'ProviderRefused')) return { silence: error };
    throw error;
  }
}

/** undefined where the provider has none to give just now. */
async function eventsOf(provider: TrainingProvider, id: string): Promise<JobEvent[] | undefined> {
  try {
    return await provider.events(id);
  } catch (error) {
    if (isLabelsmithError(error)) return undefined;
    throw error;
  }
}

/** What was known of the job, and what is new. Hosts forget things, so that nothing known is lost for want of an answer. */
function withNews(known: Job, seen: ProviderJob, { now, hasNewEvents }: { now: Date; hasNewEvents: boolean }): Job {
  const status = hasJobEnded(known.status) ? known.status : seen.status;
  const trainedTokens = seen.trainedTokens ?? known.trainedTokens;
  // A host that was away could not move anything, and may have much to catch up on.
  const wasAway = known.silentSince !== null;
  const hasMoved = wasAway || hasNewEvents || status !== known.status || trainedTokens !== known.trainedTokens;
  return {
    ...known,
    status,
    trainedTokens,
    model: seen.model ?? known.model,
    resultFiles: seen.resultFiles.length > 0 ? seen.resultFiles : known.resultFiles,
    estimatedFinish: seen.estimatedFinish,
    finishedAt: seen.finishedAt ?? known.finishedAt,
    error: scrubError(seen.error) ?? known.error,
    lastSeenAt: now.toISOString(),
    lastProgressAt: hasMoved ? now.toISOString() : (known.lastProgressAt ?? known.createdAt),
    silentSince: null,
  };
}
