import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import type { Dataset, Preparation } from '../contract/dataset.ts';
import { runKey } from '../contract/keys.ts';
import { type Plan, plan as planSchema } from '../contract/plan.ts';
import type { Settings } from '../contract/settings.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { planChecks } from '../dataset/checks/check-plan.ts';
import { hashOf } from '../hash.ts';
import { trainingSettingsHash } from '../registry/classifier-settings.ts';
import { isConditionFailed, type Store } from '../store.ts';
import type { ProviderChoice } from '../tuning/provider.ts';

/** A provider's job may rest for a day; the embedded engine, which rests for nobody, for an hour. */
const MOST_IDLE_HOURS = { embedded: 1, openai: 24, 'openai-compatible': 24 } as const;

export const readPlan = async (store: Store, run: string): Promise<Plan | undefined> =>
  (await readArtefact(store, runKey(run, 'plan.json'), planSchema))?.value;

/** @throws LabelsmithError `BrokenArtefact` when the run has none: its dataset was never prepared */
export const requirePlan = (store: Store, run: string): Promise<Plan> =>
  requireArtefact(store, runKey(run, 'plan.json'), planSchema);

/** Writes what a run begins with, once: the plan that an earlier attempt wrote stays, and is the answer. */
export async function writePlan(store: Store, plan: Plan): Promise<Plan> {
  try {
    await writeArtefact(store, runKey(plan.run, 'plan.json'), planSchema, plan, 'absent');
    return plan;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return requirePlan(store, plan.run);
  }
}

/** Whether two plans judge a model alike, and have its version abstain alike. */
export const judgeAlike = (one: Plan, other: Plan): boolean =>
  hashOf([one.judging, one.abstain]) === hashOf([other.judging, other.abstain]);

/** What a run begins with, by its classifier's settings and by what preparing its dataset has shown. */
export function planOf(
  input: Pick<WorkflowInput, 'run' | 'classifier'>,
  settings: Settings,
  choice: ProviderChoice,
  prepared: { readonly dataset: Pick<Dataset, 'dataset'>; readonly preparation: Pick<Preparation, 'estimate'> },
): Plan {
  const { format, hyperparameters, seed, promotion, allowSunset, mostSilentHours } = settings;
  return {
    schema: 'labelsmith.plan.v1',
    run: input.run,
    dataset: prepared.dataset.dataset,
    ...choice,
    format,
    hyperparameters,
    seed,
    suffix: settings.suffix ?? input.classifier,
    promotion,
    judging: settings.judging ?? {},
    nearDuplicates: keptApartFrom(settings),
    abstain: settings.abstain ?? null,
    trainingSettings: trainingSettingsHash(settings, choice),
    estimate: prepared.preparation.estimate,
    maxCostUsd: settings.maxCostUsd ?? null,
    allowSunset,
    mostSilentHours,
    mostIdleHours: settings.mostIdleHours ?? MOST_IDLE_HOURS[choice.provider],
  };
}

function keptApartFrom({ format, checks }: Settings): number | null {
  const planned = planChecks(format, checks);
  return planned['near-duplicate-across-split'].action === 'remove' ? planned['near-duplicate'].threshold : null;
}
