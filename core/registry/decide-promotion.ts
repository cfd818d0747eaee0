import { requireArtefact } from '../artefact.ts';
import { dataset as datasetSchema } from '../contract/dataset.ts';
import { evaluation as evaluationSchema } from '../contract/evaluation.ts';
import { job as jobSchema } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import { type DecideOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { readSettings, trainingSettingsHash } from '../run/classifier-settings.ts';
import { endRunRecord, type RunRecords } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { noteKept, promote, readChampion } from './champion.ts';
import { registerVersion } from './versions.ts';

/** Registers the run's model as a version and puts it into service if the verdict says so. Then the run has succeeded. */
export async function decidePromotion(context: RunRecords, input: WorkflowInput): Promise<DecideOutput> {
  const { store, clock } = context;
  await enterState(context, input, STATES.decide);
  const [job, evaluation, settings] = await Promise.all([
    requireArtefact(store, runKey(input.run, 'job.json'), jobSchema),
    requireArtefact(store, runKey(input.run, 'evaluation.json'), evaluationSchema),
    readSettings(store, input.classifier),
  ]);
  const dataset = await requireArtefact(store, datasetKey(evaluation.dataset, 'dataset.json'), datasetSchema);
  const version = await registerVersion(store, {
    classifier: input.classifier,
    run: input.run,
    provider: job.provider,
    baseUrl: settings.baseUrl ?? null,
    baseModel: job.baseModel,
    model: job.model ?? '',
    dataset: dataset.dataset,
    trainingSettings: trainingSettingsHash(settings, job.provider, job.baseModel),
    format: dataset.format,
    labels: dataset.labels.map(({ label, answer }) => ({ label, answer })),
    metrics: evaluation.candidate,
    costUsd: 0,
    createdAt: clock().toISOString(),
  });
  const promoted = evaluation.verdict.promote;
  const change = {
    classifier: input.classifier,
    version: version.version,
    by: `run ${input.run}`,
    reason: evaluation.verdict.sentence,
  };
  if (promoted) await promote(context, change);
  else await noteKept(context, change, (await readChampion(store, input.classifier))?.value.version ?? null);
  await endRunRecord(context, input.run, 'succeeded', {
    state: STATES.complete,
    version: version.version,
    promoted,
    model: version.model,
  });
  return { version: version.version, promoted };
}
