import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import { dataset as datasetSchema, type Preparation, preparation as preparationSchema } from '../contract/dataset.ts';
import { datasetKey, isUploadOf, runKey, uploadsPrefix } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import type { Version } from '../contract/registry.ts';
import type { Settings } from '../contract/settings.ts';
import { type PrepareOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { type PreparedDataset, prepareDataset, type Source } from '../dataset/prepare.ts';
import type { Scratch } from '../dataset/scratch.ts';
import { LabelsmithError } from '../errors.ts';
import { feedbackSource } from '../feedback/read-feedback.ts';
import { readSettings } from '../registry/classifier-settings.ts';
import { findTrainedVersion } from '../registry/versions.ts';
import { reportRun } from '../report/report-run.ts';
import { isConditionFailed, type Store, type StoredObject } from '../store.ts';
import { findAdoptable } from '../tuning/adopt-job.ts';
import { chooseProvider, openChoice } from '../tuning/provider-choice.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { judgeAlike, planOf, readPlan, writePlan } from './run-plan.ts';
import { endRunRecord, readRunRecord, updateRunRecord } from './run-record.ts';
import { enterState, unlessBlocked } from './step.ts';

/** What preparing works with, besides what every step does. */
export interface PrepareContext extends TuningContext {
  /** Makes room for what does not fit into memory. */
  readonly scratch: () => Scratch;
}

/**
 * Prepares the run's file, with the feedback to its classifier, and says whether it is worth tuning on: not when the file
 * cannot be learned from (`blocked`), and not when a version was already trained on this dataset with these settings
 * (`known`), unless the run is forced, or that version is to be judged by other rules.
 */
export async function prepareRun(context: PrepareContext, input: WorkflowInput): Promise<PrepareOutput> {
  const { store } = context;
  const { status } = await readRunRecord(store, input.run);
  // An execution that is taken up again after its run has ended has nothing left to do, but for what a failed or
  // cancelled run may still hold at its provider: entering the state is refused then, and Record failure frees it.
  if (status === 'succeeded') return { outcome: 'known' };
  if (status === 'blocked') return { outcome: 'blocked' };
  await enterState(context, input, STATES.prepare);
  const outcome = await unlessBlocked(context, input, async (): Promise<PrepareOutput['outcome']> => {
    const plan = (await readPlan(store, input.run)) ?? (await prepareAndPlan(context, input));
    const { dataset, provider, estimate } = plan;
    await updateRunRecord(context, input.run, { dataset, provider, estimate });
    if (input.force) return 'tune';
    const known = await findTrainedVersion(store, input.classifier, plan);
    if (!known || (await isToJudgeAnew(context, input, plan, known))) return 'tune';
    await endRunRecord(context, input.run, 'succeeded', {
      state: STATES.complete,
      version: known.version,
      model: known.model,
      metrics: known.metrics,
      promoted: false,
      verdict: `nothing new to learn: version ${known.version} was trained on this very dataset with these settings`,
    });
    return 'known';
  });
  if (outcome !== 'tune') await reportRun(context, input.run);
  return { outcome: outcome ?? 'blocked' };
}

/**
 * Whether the settings ask for another judgement of a version than it had, or for another abstention: its job can be taken
 * over for that, and nothing is paid again.
 */
async function isToJudgeAnew(
  context: PrepareContext,
  input: WorkflowInput,
  plan: Plan,
  { run }: Version,
): Promise<boolean> {
  const earlier = await readPlan(context.store, run);
  if (!earlier || judgeAlike(earlier, plan)) return false;
  return (await findAdoptable(context, input, plan)) !== undefined;
}

/** Prepares the dataset and writes down what the run begins with. An attempt that finds the plan has nothing left to do here. */
async function prepareAndPlan(context: PrepareContext, input: WorkflowInput): Promise<Plan> {
  const { store, providers } = context;
  const settings = await readSettings(store, input.classifier);
  const { provider, choice } = await openChoice(providers, chooseProvider(settings, providers.defaults));
  const { answers } = provider.capabilities;
  const prepared = await prepareSource(context, input, settings, { answers, baseModel: choice.baseModel });
  const { dataset, preparation } = prepared;
  await writeDataset(context, input, prepared).finally(() => prepared.close());
  await updateRunRecord(context, input.run, {
    examples: {
      train: dataset.train.rows,
      validation: dataset.validation.rows,
      removed: preparation.examples - dataset.train.rows - dataset.validation.rows,
    },
  });
  return writePlan(store, planOf(input, settings, choice, prepared));
}

async function prepareSource(
  { scratch, store }: PrepareContext,
  input: WorkflowInput,
  settings: Settings,
  { answers, baseModel }: { answers: 'any-label' | 'tokenizer'; baseModel: string },
): Promise<PreparedDataset> {
  const { encoding, labelColumn, limit, splitColumn, textColumn, validationFile } = settings;
  const epochs = settings.hyperparameters.n_epochs;
  const feedback = await feedbackSource(store, input.classifier);
  const testSet = validationFile && (await findTestSet(store, input.classifier, validationFile));
  return prepareDataset(
    sourceOf(store, input.source.key, input.source.versionId),
    {
      run: input.run,
      format: settings.format,
      validationFraction: settings.validationFraction,
      answers: answers === 'any-label' ? 'labels' : 'auto',
      baseModel,
      ...(typeof epochs === 'number' && { epochs }),
      textColumn,
      labelColumn,
      splitColumn,
      limit,
      encoding,
      folderLabels: settings.folderLabels,
      mergeLabels: settings.mergeLabels,
      mask: settings.mask,
      checks: settings.checks,
      ...(testSet && { validation: sourceOf(store, testSet) }),
      feedback,
    },
    { scratch: scratch() },
  );
}

/** The key of the newest upload with the name that the settings give the user's own test set. */
async function findTestSet(store: Store, classifier: string, name: string): Promise<string> {
  let newest: StoredObject | undefined;
  for await (const object of store.list(uploadsPrefix(classifier))) {
    if (!isUploadOf(object.key, classifier, name)) continue;
    if (!newest || newest.lastModified <= object.lastModified) newest = object;
  }
  if (newest) return newest.key;
  throw new LabelsmithError(
    'UnusableSource',
    `the settings name ${name} as test set, and no upload of ${classifier} has that name`,
    `Upload it (labelsmith upload ${name} --classifier ${classifier}), then start the run again; or take "validationFile" out of the settings.`,
  );
}

function sourceOf(store: Store, key: string, versionId?: string): Source {
  const open = async () => {
    const found = await store.read(key, versionId ? { versionId } : {});
    if (found) return found.body;
    throw new LabelsmithError(
      'UnusableSource',
      `${key} does not exist (any more)`,
      'Upload the file again: that starts a new run.',
    );
  };
  return { name: key, open };
}

/**
 * Datasets are named by their content: one that is there already is the same one. `dataset.json` comes last. The run's
 * record names the dataset before it is looked for, so that nobody takes it for nobody's; and a run that has ended while its
 * file was read writes none, since nobody would look for it.
 */
async function writeDataset(
  context: PrepareContext,
  input: WorkflowInput,
  { dataset, preparation, train, validation }: PreparedDataset,
): Promise<void> {
  const { store } = context;
  const { run } = input;
  const key = datasetKey(dataset.dataset, 'dataset.json');
  await updateRunRecord(context, run, { dataset: dataset.dataset });
  await enterState(context, input, STATES.prepare);
  await writeArtefact(store, runKey(run, 'preparation.json'), preparationSchema, preparation satisfies Preparation);
  if (await readArtefact(store, key, datasetSchema)) return;
  await store.write(datasetKey(dataset.dataset, 'train.jsonl'), train, { contentType: 'application/jsonl' });
  await store.write(datasetKey(dataset.dataset, 'validation.jsonl'), validation, { contentType: 'application/jsonl' });
  try {
    await writeArtefact(store, key, datasetSchema, dataset, 'absent');
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    await requireArtefact(store, key, datasetSchema);
  }
}
