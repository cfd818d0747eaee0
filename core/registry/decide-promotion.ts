import { requireArtefact } from '../artefact.ts';
import { dataset as datasetSchema } from '../contract/dataset.ts';
import { type Evaluation, evaluation as evaluationSchema } from '../contract/evaluation.ts';
import { job as jobSchema } from '../contract/job.ts';
import { baselineKey, datasetKey, runKey } from '../contract/keys.ts';
import type { Version } from '../contract/registry.ts';
import { type DecideOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError, LabelsmithError } from '../errors.ts';
import { reportRun } from '../report/report-run.ts';
import { endRunRecord, type RunRecords, readRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { promote } from './champion.ts';
import { noteKept, readHistory } from './history.ts';
import type { RegistryContext } from './registry-change.ts';
import { costOf } from './training-cost.ts';
import { registerVersion } from './versions.ts';

/**
 * Registers the run's model as a version and puts it into service if the verdict says so. Then the run has succeeded, and
 * its report is written.
 * @throws LabelsmithError `ChampionChanged` when it would take the place of another version than it was compared with
 */
export async function decidePromotion(context: RunRecords, input: WorkflowInput): Promise<DecideOutput> {
  const { store } = context;
  const record = await readRunRecord(store, input.run);
  if (record.status === 'succeeded' && record.version !== null) {
    // The attempt that ended the run may not have come to this.
    await reportRun(context, input.run);
    return { version: record.version, promoted: record.promoted ?? false };
  }
  await enterState(context, input, STATES.decide);
  const evaluation = await requireArtefact(store, runKey(input.run, 'evaluation.json'), evaluationSchema);
  const version = await register(context, input, evaluation);
  const promoted = evaluation.verdict.promote;
  const change = { classifier: input.classifier, by: `run ${input.run}`, reason: evaluation.verdict.sentence };
  if (promoted) {
    const { serving, servingSince } = evaluation;
    const expected = serving === null ? null : { version: serving, since: servingSince };
    await promoteCompared(context, { ...change, version: version.version, expected });
  } else await noteKept(context, change, version, evaluation.serving);
  await endRunRecord(context, input.run, 'succeeded', {
    state: STATES.complete,
    version: version.version,
    promoted,
    model: version.model,
  });
  await reportRun(context, input.run);
  return { version: version.version, promoted };
}

async function register({ store, clock }: RunRecords, input: WorkflowInput, evaluation: Evaluation): Promise<Version> {
  const [job, dataset] = await Promise.all([
    requireArtefact(store, runKey(input.run, 'job.json'), jobSchema),
    requireArtefact(store, datasetKey(evaluation.dataset, 'dataset.json'), datasetSchema),
  ]);
  if (!job.model) throw new LabelsmithError('BrokenArtefact', `job ${job.id} names no model`, 'Start the run again.');
  return registerVersion(store, {
    classifier: input.classifier,
    run: input.run,
    provider: job.provider,
    baseUrl: job.baseUrl || null,
    baseModel: job.baseModel,
    model: job.model,
    dataset: dataset.dataset,
    trainingSettings: job.trainingSettings,
    format: dataset.format,
    ...(dataset.promptForm && { promptForm: dataset.promptForm }),
    labels: dataset.labels.map(({ label, answer }) => ({ label, answer })),
    metrics: evaluation.candidate,
    calibration: evaluation.calibration,
    abstention: evaluation.abstention,
    profile: evaluation.profile,
    baseline: evaluation.baseline && baselineKey(input.classifier, input.run),
    baselineServing: evaluation.baselineServing,
    costUsd: costOf(job),
    createdAt: clock().toISOString(),
  });
}

/**
 * A candidate is promoted over the version that it was compared with, or not at all; and once: where an earlier attempt has done
 * it and somebody took it back since, that is not undone.
 */
async function promoteCompared(context: RegistryContext, change: Parameters<typeof promote>[1]): Promise<void> {
  try {
    await promote(context, change);
  } catch (error) {
    if (!isLabelsmithError(error, 'Conflict')) throw error;
    if (await wasPromoted(context, change)) return;
    throw new LabelsmithError('ChampionChanged', error.message, 'Wait: the candidate is compared again.');
  }
}

/** Whoever takes the place of a version writes its entry first, so that the history tells of every promotion by now. */
async function wasPromoted(
  { store }: RegistryContext,
  { classifier, version, by }: Parameters<typeof promote>[1],
): Promise<boolean> {
  const history = await readHistory(store, classifier);
  return history.some((entry) => entry.action === 'promoted' && entry.version === version && entry.by === by);
}
