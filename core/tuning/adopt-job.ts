import { readArtefact, writeArtefact } from '../artefact.ts';
import { type Job, job as jobSchema } from '../contract/job.ts';
import { runKey, trainedKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { run as runSchema } from '../contract/run.ts';
import { type Trained, trained as trainedSchema } from '../contract/trained.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { requirePlan } from '../run/run-plan.ts';
import { onlyOnce, readBytes, type Store } from '../store.ts';
import { readClaim } from './job-claim.ts';
import type { TuningContext } from './tuning-context.ts';

/** What a run keeps of a job besides `job.json`; at the provider it may be gone by now. */
const COPIED = ['events.jsonl', 'provider-results.csv'] as const;

/** Notes that the run's job has succeeded, so that nobody has to pay for the very same one again. */
export async function rememberTrained(
  { store, clock }: Pick<TuningContext, 'store' | 'clock'>,
  input: WorkflowInput,
  { dataset, trainingSettings }: Plan,
): Promise<void> {
  const key = trainedKey(input.classifier, dataset, trainingSettings);
  await writeArtefact(store, key, trainedSchema, noteOf(input, clock()));
}

/**
 * Notes the same of a run that failed before the workflow saw its job succeed: it was given up as silent, say, and then
 * could not be cancelled any more. What somebody else has noted of an equal job stays.
 */
export async function rememberUnseen(
  { store, clock }: Pick<TuningContext, 'store' | 'clock'>,
  job: Job,
): Promise<void> {
  if (job.status !== 'succeeded' || !job.model || job.adoptedFrom) return;
  const record = (await readArtefact(store, runKey(job.run, 'run.json'), runSchema))?.value;
  if (record?.status !== 'failed' || !record.dataset) return;
  const key = trainedKey(record.classifier, record.dataset, job.trainingSettings);
  const mark = noteOf(record, clock());
  await onlyOnce(writeArtefact(store, key, trainedSchema, mark, 'absent'));
}

const noteOf = ({ run, classifier }: Pick<WorkflowInput, 'run' | 'classifier'>, at: Date): Trained => ({
  schema: 'labelsmith.trained.v1',
  classifier,
  run,
  at: at.toISOString(),
});

/**
 * The job of an earlier run that succeeded on the same dataset with the same settings; undefined when there is none, or its
 * model is gone.
 */
export async function findAdoptable(
  { store, providers }: Pick<TuningContext, 'store' | 'providers'>,
  { run, classifier }: Pick<WorkflowInput, 'run' | 'classifier'>,
  { dataset, trainingSettings }: Plan,
): Promise<Job | undefined> {
  const key = trainedKey(classifier, dataset, trainingSettings);
  const earlier = (await readArtefact(store, key, trainedSchema))?.value.run;
  if (!earlier || earlier === run) return undefined;
  const found = (await readArtefact(store, runKey(earlier, 'job.json'), jobSchema))?.value;
  if (found?.status !== 'succeeded' || !found.model) return undefined;
  const provider = await providers.training(found);
  return (await provider.model(found.model)) ? found : undefined;
}

/**
 * Takes over such a job: no version came of it, as when that run failed later, or it is to be judged by other rules. Writes
 * this run's `job.json` and returns it; undefined when there is no such job, the run is forced to train anew, or it has
 * begun to.
 */
export async function adoptJob(context: TuningContext, input: WorkflowInput): Promise<Job | undefined> {
  const { store } = context;
  // Whoever has claimed the right to create a job may have created it.
  if (input.force || (await readClaim(store, input.run))) return undefined;
  const plan = await requirePlan(store, input.run);
  const found = await findAdoptable(context, input, plan);
  if (!found) return undefined;
  const earlier = found.run;
  for (const file of COPIED) await copy(store, runKey(earlier, file), runKey(input.run, file));
  const job: Job = {
    ...found,
    run: input.run,
    adoptedFrom: found.adoptedFrom ?? earlier,
    promotion: plan.promotion,
    // Those files were the earlier run's, and its to free.
    trainingFile: '',
    validationFile: null,
    looks: 0,
    resultsMissingSince: null,
    restMissingSince: null,
  };
  await writeArtefact(store, runKey(input.run, 'job.json'), jobSchema, job);
  return job;
}

async function copy(store: Store, from: string, to: string): Promise<void> {
  const found = await readBytes(store, from);
  if (found) await store.write(to, found.bytes);
}
