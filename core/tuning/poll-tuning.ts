import { hasJobEnded, type Job } from '../contract/job.ts';
import type { Plan } from '../contract/plan.ts';
import { STATES, type TuningOutput, type WorkflowInput } from '../contract/workflow.ts';
import { type ErrorName, LabelsmithError } from '../errors.ts';
import { requirePlan } from '../run/run-plan.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { rememberTrained } from './adopt-job.ts';
import { endWithoutModel } from './job-end.ts';
import { type Look, lookAtJob } from './look-at-job.ts';
import { hasTrained, nextWaitSeconds, staySeconds } from './poll-schedule.ts';
import type { TuningContext } from './tuning-context.ts';

const HOUR_MS = 3_600_000;

/** How long a provider may be silent, and a job idle. */
type Patience = Pick<Plan, 'mostSilentHours' | 'mostIdleHours'>;

/**
 * Looks at the run's job once and says how long to wait until the next look.
 * @throws LabelsmithError `JobFailed` or `JobCancelled` when the job has ended without a model, `JobStalled` when it makes
 * no progress for longer than the run's plan allows, and what the provider refuses with once it has been silent for longer
 */
export async function pollTuning(context: TuningContext, input: WorkflowInput): Promise<TuningOutput> {
  await enterState(context, input, STATES.pollTuning);
  const plan = await requirePlan(context.store, input.run);
  const look = await lookWhileItTrains(context, input.run);
  const { job, silence } = look;
  const now = context.clock();
  // An end that somebody has seen, say at a webhook's news, counts also where the provider is silent by now.
  const end = endWithoutModel(job, look.events);
  if (end) throw end;
  if (job.status === 'succeeded' && job.model) {
    await rememberTrained(context, input, plan);
    return { outcome: 'ended', waitSeconds: 0 };
  }
  const exhausted = endOfPatience(look, plan, now);
  if (exhausted) throw exhausted;
  const secondsFrom = (time: string) => (now.getTime() - Date.parse(time)) / 1000;
  const waitSeconds = nextWaitSeconds({
    provider: job.provider,
    ageSeconds: secondsFrom(job.createdAt),
    lookSeconds: look.lookSeconds,
    polls: job.looks,
    remainingSeconds: job.estimatedFinish && !silence ? -secondsFrom(job.estimatedFinish) : null,
    silent: silence !== undefined,
    retryAfterSeconds: silence?.retryAfterSeconds,
  });
  // A person who follows the run sees that a long pause is meant.
  const nextLookAt = new Date(now.getTime() + waitSeconds * 1000).toISOString();
  await updateRunRecord(context, input.run, { nextLookAt });
  return { outcome: 'waiting', waitSeconds };
}

/** One look; of a job that trains while it is looked at, as many as a poll may take at its age. The last one counts. */
async function lookWhileItTrains(context: TuningContext, run: string): Promise<Look> {
  const start = context.clock().getTime();
  for (let polls = 1; ; polls = 0) {
    const look = await lookAtJob(context, run, polls);
    const { provider, status, createdAt } = look.job;
    const now = context.clock().getTime();
    const stay = staySeconds({ provider, ageSeconds: (now - Date.parse(createdAt)) / 1000 }) * 1000;
    const isLast = now - start >= Math.min(stay, (context.deadline.getTime() - start) / 2);
    if (isLast || look.silence || !look.isWanted || hasJobEnded(status) || !hasTrained({ provider, ...look }))
      return look;
  }
}

/** Why the job is waited for no longer; undefined while it is. What is left of it at the provider is freed as always. */
function endOfPatience({ job, silence }: Look, patience: Patience, now: Date): LabelsmithError | undefined {
  if (silence) return endOfPatienceWithSilence(job, silence, patience, now);
  const since = job.lastProgressAt ?? job.createdAt;
  if (hoursBetween(since, now) < patience.mostIdleHours) return undefined;
  if (job.status === 'succeeded') {
    const message = `job ${job.id} succeeded, but has named no model since ${since}`;
    return new LabelsmithError('JobFailed', message, "Look at the provider's own page, then start the run again.");
  }
  return new LabelsmithError(
    'JobStalled',
    `job ${job.id} has made no progress since ${since}, longer than the ${patience.mostIdleHours} hours that it may`,
    "Look at the provider's own page, then start the run again.",
  );
}

function endOfPatienceWithSilence(
  { id, silentSince }: Job,
  silence: LabelsmithError,
  { mostSilentHours }: Patience,
  now: Date,
): LabelsmithError | undefined {
  if (!silentSince || hoursBetween(silentSince, now) < mostSilentHours) return undefined;
  const message = `the provider has told nothing of job ${id} since ${silentSince}: ${silence.message}`;
  return new LabelsmithError(silence.name as ErrorName, message, silence.remedy);
}

const hoursBetween = (from: string, to: Date) => (to.getTime() - Date.parse(from)) / HOUR_MS;
