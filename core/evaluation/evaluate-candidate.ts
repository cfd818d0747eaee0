import { readArtefact, requireArtefact, writeArtefact } from '../artefact.ts';
import { type Dataset, dataset as datasetSchema } from '../contract/dataset.ts';
import { type Evaluation, evaluation as evaluationSchema, type ScoredExample } from '../contract/evaluation.ts';
import { job as jobSchema } from '../contract/job.ts';
import { championKey, datasetKey, runKey, versionKey } from '../contract/keys.ts';
import { champion as championSchema, type Version, version as versionSchema } from '../contract/registry.ts';
import { run as runSchema } from '../contract/run.ts';
import { type EvaluateOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { readSettings } from '../run/classifier-settings.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { chooseProvider } from '../tuning/provider-choice.ts';
import type { TuningContext } from '../tuning/start-tuning.ts';
import { isRight, judge, type Opponent } from './gate.ts';
import { type HeldOutExample, readHeldOut } from './held-out.ts';
import { measure } from './metrics.ts';
import { scoreExamples } from './score-examples.ts';

const MOST_MISTAKES = 20;

/**
 * Scores the run's model on the held-out examples, through the code that would serve it, beside the champion or, for a
 * first version, the majority class. Writes `predictions.jsonl` and `evaluation.json`; what is decided lies in the verdict.
 */
export async function evaluateCandidate(context: TuningContext, input: WorkflowInput): Promise<EvaluateOutput> {
  const { store, clock, providers } = context;
  await enterState(context, input, STATES.evaluate);
  const run = await requireArtefact(store, runKey(input.run, 'run.json'), runSchema);
  if (!run.dataset) throw new LabelsmithError('BrokenArtefact', `run ${run.run} names no dataset`, 'Start it again.');
  const [dataset, job, settings] = await Promise.all([
    requireArtefact(store, datasetKey(run.dataset, 'dataset.json'), datasetSchema),
    requireArtefact(store, runKey(input.run, 'job.json'), jobSchema),
    readSettings(store, input.classifier),
  ]);
  if (!job.model) throw new LabelsmithError('BrokenArtefact', `job ${job.id} names no model`, 'Start the run again.');
  const heldOut = await readHeldOut(store, dataset);
  const host = await providers.prediction(chooseProvider(settings, providers.defaults));
  const served = { classifier: input.classifier, version: 1, model: job.model, provider: job.provider, ...dataset };
  const scored = await scoreExamples({ host, clock }, served, heldOut);
  await store.write(
    runKey(input.run, 'predictions.jsonl'),
    scored.map((line) => `${JSON.stringify(line)}\n`).join(''),
    {
      contentType: 'application/jsonl',
    },
  );

  const champion = await scoreChampion(context, input.classifier, heldOut);
  const majority = majorityOf(dataset, scored);
  const opponent: Opponent = champion
    ? { kind: 'champion', name: `version ${champion.version.version}`, right: champion.scored.map(isRight) }
    : {
        kind: 'majority',
        name: 'always answering the most frequent label',
        right: scored.map((example) => example.expected === majority.label),
      };
  const comparable = champion ? champion.rows : new Set(scored.map((example) => example.row));
  const candidate = measure(
    scored,
    dataset.labels.map((entry) => entry.label),
  );
  const evaluation: Evaluation = {
    schema: 'labelsmith.evaluation.v1',
    run: input.run,
    dataset: dataset.dataset,
    candidate,
    champion: champion && {
      version: champion.version.version,
      metrics: measure(
        champion.scored,
        champion.version.labels.map((entry) => entry.label),
      ),
    },
    baseline: null,
    majority,
    verdict: judge(
      scored.filter((example) => comparable.has(example.row)),
      opponent,
      settings.promotion,
    ),
    mistakes: worstMistakes(scored),
  };
  await writeArtefact(store, runKey(input.run, 'evaluation.json'), evaluationSchema, evaluation);
  await updateRunRecord(context, input.run, { metrics: candidate, verdict: evaluation.verdict.sentence });
  return { accuracy: candidate.accuracy };
}

/** The champion's answers to the held-out examples whose labels it knows; null while there is none. */
async function scoreChampion(
  { store, clock, providers }: TuningContext,
  classifier: string,
  heldOut: readonly HeldOutExample[],
): Promise<{ version: Version; scored: ScoredExample[]; rows: Set<number> } | null> {
  const pointer = await readArtefact(store, championKey(classifier), championSchema);
  if (!pointer) return null;
  const version = await requireArtefact(store, versionKey(classifier, pointer.value.version), versionSchema);
  const known = new Set(version.labels.map((entry) => entry.label));
  const comparable = heldOut.filter((example) => known.has(example.expected));
  const host = await providers.prediction({ provider: version.provider, baseUrl: version.baseUrl ?? '' });
  const scored = await scoreExamples({ host, clock }, version, comparable);
  return { version, scored, rows: new Set(scored.map((example) => example.row)) };
}

/** What a model would reach that always answers the training set's most frequent label. */
function majorityOf(dataset: Dataset, scored: readonly ScoredExample[]): { label: string; accuracy: number } {
  const label = dataset.labels.reduce((most, entry) => (entry.train > most.train ? entry : most)).label;
  const right = scored.filter((example) => example.expected === label).length;
  return { label, accuracy: scored.length ? right / scored.length : 0 };
}

function worstMistakes(scored: readonly ScoredExample[]): Evaluation['mistakes'] {
  return scored
    .filter((example) => !isRight(example))
    .map(({ row, expected, label, probabilities }) => ({
      row,
      expected,
      label,
      confidence: probabilities?.[0]?.probability ?? null,
    }))
    .sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
    .slice(0, MOST_MISTAKES);
}
