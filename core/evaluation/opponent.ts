import { readArtefact, requireArtefact } from '../artefact.ts';
import type { Dataset } from '../contract/dataset.ts';
import type { Comparison, Evaluation, ScoredExample } from '../contract/evaluation.ts';
import { championKey, versionKey } from '../contract/keys.ts';
import type { Plan } from '../contract/plan.ts';
import {
  type Champion,
  champion as championSchema,
  type Version,
  version as versionSchema,
} from '../contract/registry.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import type { Opponent } from './gate/verdict.ts';
import { measure } from './metrics/metrics.ts';
import { amongShared, comparableRows } from './scoring/comparable-rows.ts';
import type { HeldOutExample } from './scoring/held-out.ts';
import { scoreResumably } from './scoring/resume-scoring.ts';

const ALWAYS = 'always answering the most frequent label';

/** Whom the candidate is judged against. */
export interface FoundOpponent {
  readonly opponent: Opponent;
  /** The candidate's answers, as they are compared with the opponent's. */
  readonly candidate: readonly ScoredExample[];
  /**
   * The champion with its metrics on these rows, at the temperature that it serves with; where that was fitted on them, too, its
   * log loss and calibration error are a little better than on texts that it has not met. null when none could be scored.
   */
  readonly champion: Evaluation['champion'];
  readonly comparison: Comparison | null;
  /** The version that served while the candidate was compared, whether it still answered or not, and since when. */
  readonly serving: Pick<Champion, 'version' | 'since'> | null;
}

/** What is held out, and what the candidate answered to it. */
export interface JudgedExamples {
  readonly dataset: Dataset;
  readonly heldOut: readonly HeldOutExample[];
  readonly scored: readonly ScoredExample[];
}

/**
 * Whom the candidate has to beat: the champion, scored on the rows that say something of both (`comparableRows`); else
 * always answering the most frequent label. A champion that its provider no longer serves beats nobody.
 */
export async function findOpponent(
  context: TuningContext,
  { run, classifier }: Pick<WorkflowInput, 'run' | 'classifier'>,
  judged: JudgedExamples,
  { nearDuplicates }: Pick<Plan, 'nearDuplicates'>,
): Promise<FoundOpponent> {
  const { store } = context;
  const pointer = await readArtefact(store, championKey(classifier), championSchema);
  if (!pointer) return withoutChampion(judged, null, ALWAYS);
  const { version: number, since } = pointer.value;
  const serving = { version: number, since };
  const version = await requireArtefact(store, versionKey(classifier, number), versionSchema);
  const { examples, sharedLabels, comparison } = await comparableRows(
    store,
    judged.dataset,
    version,
    judged.heldOut,
    nearDuplicates,
  );
  const answers = await scoreChampion(context, run, version, examples);
  if (!answers) return withoutChampion(judged, serving, `${ALWAYS}, since version ${number} no longer answers`);
  const rows = new Set(examples.map(({ row }) => row));
  const candidate = judged.scored.filter(({ row }) => rows.has(row)).map((one) => amongShared(one, sharedLabels));
  const champion = answers.map((one) => amongShared(one, sharedLabels));
  const labels = [...sharedLabels];
  return {
    opponent: {
      kind: 'champion',
      name: nameOf(number, comparison.trainedOn, sharedLabels.size),
      answers: new Map(champion.map(({ row, label }) => [row, label])),
    },
    candidate,
    champion: { version: number, metrics: measure(champion, labels) },
    comparison: { ...comparison, candidate: measure(candidate, labels) },
    serving,
  };
}

/**
 * The version, and what a verdict on it has to say besides. That it may have learnt some of the rows speaks for the champion,
 * never for the candidate. Where it shares fewer than two labels with the candidate, no row was compared.
 */
function nameOf(version: number, trainedOn: number | null, sharedLabels: number): string {
  if (sharedLabels === 0) return `version ${version}, which knows none of the candidate's labels`;
  if (sharedLabels === 1) return `version ${version}, which knows only one of the candidate's labels`;
  if (trainedOn !== null) return `version ${version}`;
  return `version ${version}, whose dataset is gone, so that it may have learnt some of these examples,`;
}

/**
 * The answers of the model that serves, undefined when its provider no longer has it, or lets nobody in. What it is unsure of
 * counts too; a text that is refused while others are answered counts as not answered.
 */
async function scoreChampion(
  context: TuningContext,
  run: string,
  version: Version,
  examples: readonly HeldOutExample[],
): Promise<ScoredExample[] | undefined> {
  try {
    const host = await context.providers.prediction({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
    const name = `version ${version.version}`;
    const task = { run, file: `predictions-version-${version.version}.jsonl`, by: name, host } as const;
    return await scoreResumably(context, task, { ...version, abstention: null }, examples);
  } catch (error) {
    // Without its key, or its provider, it cannot serve either.
    if (isLabelsmithError(error, 'ProviderRefused', 'KeyRefused', 'InvalidSettings')) return undefined;
    throw error;
  }
}

function withoutChampion(
  { dataset, heldOut, scored }: JudgedExamples,
  serving: FoundOpponent['serving'],
  name: string,
): FoundOpponent {
  const label = majorityLabel(dataset);
  return {
    opponent: { kind: 'majority', name, answers: new Map(heldOut.map(({ row }) => [row, label])) },
    candidate: scored,
    champion: null,
    comparison: null,
    serving,
  };
}

/** The training set's most frequent label. */
export function majorityLabel({ labels }: Dataset): string {
  return labels.reduce((most, entry) => (entry.train > most.train ? entry : most)).label;
}
