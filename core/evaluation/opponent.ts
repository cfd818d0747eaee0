import { readArtefact, requireArtefact } from '../artefact.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Evaluation, ScoredExample } from '../contract/evaluation.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import { champion as championSchema, version as versionSchema } from '../contract/registry.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { isRight, type Opponent } from './gate.ts';
import type { HeldOutExample } from './held-out.ts';
import { measure } from './metrics.ts';
import { scoreResumably } from './resume-scoring.ts';

export interface FoundOpponent {
  readonly opponent: Opponent;
  /** The champion with its metrics on these rows; null when none could be scored. */
  readonly champion: Evaluation['champion'];
  /** The version that served while the candidate was compared, whether it still answered or not. */
  readonly serving: number | null;
}

/**
 * Whom the candidate has to beat: the champion, scored on the held-out examples whose labels it knows; else always
 * answering the most frequent label. A champion that its provider no longer serves beats nobody.
 */
export async function findOpponent(
  context: TuningContext,
  { run, classifier }: Pick<WorkflowInput, 'run' | 'classifier'>,
  dataset: Dataset,
  heldOut: readonly HeldOutExample[],
): Promise<FoundOpponent> {
  const { store, providers } = context;
  const pointer = await readArtefact(store, championKey(classifier), championSchema);
  const always = (name: string) => ({ opponent: alwaysMajority(dataset, heldOut, name), champion: null });
  if (!pointer) return { ...always('always answering the most frequent label'), serving: null };
  const serving = pointer.value.version;
  const version = await requireArtefact(store, versionKey(classifier, serving), versionSchema);
  const labels = version.labels.map((entry) => entry.label);
  const known = heldOut.filter((example) => labels.includes(example.expected));
  let scored: ScoredExample[];
  try {
    const host = await providers.prediction({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
    const task = { run, file: `predictions-version-${serving}.jsonl`, by: `version ${serving}`, host } as const;
    scored = await scoreResumably(context, task, version, known);
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    return {
      ...always(`always answering the most frequent label, since version ${serving} no longer answers`),
      serving,
    };
  }
  const right = new Map(scored.map((example) => [example.row, isRight(example)]));
  return {
    opponent: { kind: 'champion', name: `version ${serving}`, right },
    champion: { version: serving, metrics: measure(scored, labels) },
    serving,
  };
}

function alwaysMajority(dataset: Dataset, heldOut: readonly HeldOutExample[], name: string): Opponent {
  const label = majorityLabel(dataset);
  return { kind: 'majority', name, right: new Map(heldOut.map(({ row, expected }) => [row, expected === label])) };
}

/** The training set's most frequent label. */
export function majorityLabel({ labels }: Dataset): string {
  return labels.reduce((most, entry) => (entry.train > most.train ? entry : most)).label;
}
