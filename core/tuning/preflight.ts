import { requireArtefact } from '../artefact.ts';
import { dataset as datasetSchema } from '../contract/dataset.ts';
import { datasetKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import { priceOf } from '../contract/prices.ts';
import { SUNSET_ALARM_DAYS, SUNSET_WARNING_DAYS } from '../contract/sunset.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { addNotes } from '../run/run-record.ts';
import type { TrainingProvider } from './provider.ts';
import type { TuningContext } from './tuning-context.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Looks, before anything is uploaded or paid, whether the job can be had and is worth its money: the estimate against the
 * settings' bound, the files' sizes, the key, the base model and its last day. What a person should know though the run
 * goes on is noted in `run.json`.
 * @throws LabelsmithError `TooExpensive`, `InvalidSettings`, `ModelUnusable`, `ProviderRefused` or `KeyRefused`
 */
export async function preflight(
  context: TuningContext,
  input: WorkflowInput,
  plan: Plan,
  provider: TrainingProvider,
): Promise<void> {
  refuseCost(input, plan);
  refuseFormat(plan, provider);
  const dataset = await requireArtefact(context.store, datasetKey(plan.dataset, 'dataset.json'), datasetSchema);
  refuseSize(Math.max(dataset.train.bytes, dataset.validation.bytes), provider);
  const lastDay = await lastDayOf(plan, provider);
  const today = context.clock().toISOString().slice(0, 10);
  refuseSunset(input, plan, lastDay, today);
  const notes = [...sunsetNotes(plan, lastDay, today), ...classNotes(plan, dataset.labels.length, provider)];
  if (notes.length > 0) await addNotes(context, plan.run, notes);
}

function refuseCost(input: WorkflowInput, { baseModel, estimate, maxCostUsd }: Plan): void {
  if (maxCostUsd === null || (estimate.costUsd !== null && estimate.costUsd <= maxCostUsd)) return;
  const again = `then: labelsmith rerun ${input.run}`;
  if (estimate.costUsd === null) {
    throw new LabelsmithError(
      'TooExpensive',
      `nobody here knows what ${baseModel} costs, and maxCostUsd is ${maxCostUsd}`,
      `Look its price up; to train whatever it costs, take "maxCostUsd" out of the settings, ${again}`,
    );
  }
  throw new LabelsmithError(
    'TooExpensive',
    `tuning ${baseModel} is estimated at ${inDollars(estimate.costUsd)} USD, and maxCostUsd is ${maxCostUsd}`,
    `To raise it, labelsmith settings ${input.classifier} maxCostUsd=${Math.ceil(estimate.costUsd)}, ${again}`,
  );
}

/** In whole cents; of less than a cent, the first two digits that say something. */
const inDollars = (costUsd: number) => (costUsd < 0.01 ? String(Number(costUsd.toPrecision(2))) : costUsd.toFixed(2));

function refuseFormat({ format }: Plan, { name, capabilities }: TrainingProvider): void {
  if (capabilities.formats.includes(format)) return;
  throw new LabelsmithError(
    'InvalidSettings',
    `format is ${format}, and provider ${name} takes ${capabilities.formats.join(' or ')}`,
    `Set "format" to "${capabilities.formats[0]}".`,
  );
}

function refuseSize(bytes: number, { name, capabilities }: TrainingProvider): void {
  if (bytes <= capabilities.mostFileBytes) return;
  const most = Math.floor(capabilities.mostFileBytes / 2 ** 20);
  throw new LabelsmithError(
    'ProviderRefused',
    `the dataset has a file of ${Math.ceil(bytes / 2 ** 20)} MB, and provider ${name} takes ${most} MB`,
    'Use fewer examples ("limit" in the settings), then start the run again.',
  );
}

/** The day on which the base model goes out of service; null when none is known. Asking for it proves the key as well. */
async function lastDayOf({ baseModel }: Plan, provider: TrainingProvider): Promise<string | null> {
  const model = await provider.model(baseModel);
  if (!model && provider.capabilities.listsBaseModels) {
    throw new LabelsmithError(
      'ModelUnusable',
      `provider ${provider.name} has no model ${baseModel}`,
      'Correct "baseModel" in the settings, or leave it out to use the default.',
    );
  }
  const price = priceOf(baseModel);
  return model?.shutdownDate ?? (price?.provider === provider.name ? price.shutdown : null);
}

/** A model that goes out of service soon is not worth its money, unless the settings say that it is. */
function refuseSunset(input: WorkflowInput, plan: Plan, lastDay: string | null, today: string): void {
  if (plan.allowSunset) return;
  const price = priceOf(plan.baseModel);
  const newJobsUntil = price?.provider === plan.provider ? price.newJobsUntil : null;
  const remedy = `Set "provider" to "embedded", or "baseModel" to another model; to tune it all the same, labelsmith settings ${input.classifier} allowSunset=true`;
  if (newJobsUntil !== null && newJobsUntil < today) {
    throw new LabelsmithError('ModelUnusable', `${plan.baseModel} cannot be tuned since ${newJobsUntil}`, remedy);
  }
  if (lastDay === null || daysBetween(today, lastDay) >= SUNSET_ALARM_DAYS) return;
  throw new LabelsmithError('ModelUnusable', `${plan.baseModel} goes out of service on ${lastDay}`, remedy);
}

function sunsetNotes({ baseModel }: Plan, lastDay: string | null, today: string): string[] {
  if (lastDay === null || daysBetween(today, lastDay) >= SUNSET_WARNING_DAYS) return [];
  return [`${baseModel} goes out of service on ${lastDay}: the classifier has to be trained elsewhere by then.`];
}

function classNotes({ format }: Plan, classes: number, { name, capabilities }: TrainingProvider): string[] {
  const most = capabilities.logprobs[format];
  if (classes <= most) return [];
  return [`${name} tells the ${most} likeliest of ${classes} classes: the others' probabilities are estimated.`];
}

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;
