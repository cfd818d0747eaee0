import { requireArtefact, writeArtefact } from '../artefact.ts';
import { dataset as datasetSchema } from '../contract/dataset.ts';
import { type Evaluation, evaluation as evaluationSchema, type ScoredExample } from '../contract/evaluation.ts';
import { type Checkpoint, job as jobSchema } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import { type EvaluateOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { isRight, judge } from './gate.ts';
import { readHeldOut } from './held-out.ts';
import { measure } from './metrics.ts';
import { findOpponent, majorityLabel } from './opponent.ts';
import { scoreResumably } from './resume-scoring.ts';
import { OutOfTime } from './score-examples.ts';
import { writeResults } from './write-results.ts';

const MOST_MISTAKES = 20;

/**
 * Scores the run's model on the held-out examples, through the code that would serve it, beside the champion or, for a
 * first version, the majority class; says `more` when its time was over before that. Writes `predictions.jsonl`, `evaluation.json` and `results.csv`; what is decided lies
 * in the verdict.
 */
export async function evaluateCandidate(context: TuningContext, input: WorkflowInput): Promise<EvaluateOutput> {
  try {
    return await evaluateWhole(context, input);
  } catch (error) {
    // What was answered is written, and the workflow comes back for the rest.
    if (error instanceof OutOfTime) return { outcome: 'more', accuracy: null };
    throw error;
  }
}

async function evaluateWhole(context: TuningContext, input: WorkflowInput): Promise<EvaluateOutput> {
  const { store, providers } = context;
  const run = await enterState(context, input, STATES.evaluate);
  if (!run.dataset) throw new LabelsmithError('BrokenArtefact', `run ${run.run} names no dataset`, 'Start it again.');
  const [dataset, job] = await Promise.all([
    requireArtefact(store, datasetKey(run.dataset, 'dataset.json'), datasetSchema),
    requireArtefact(store, runKey(input.run, 'job.json'), jobSchema),
  ]);
  if (!job.model) throw new LabelsmithError('BrokenArtefact', `job ${job.id} names no model`, 'Start the run again.');
  const heldOut = await readHeldOut(store, dataset);
  const host = await providers.prediction(job);
  const served = { classifier: input.classifier, version: 1, model: job.model, provider: job.provider, ...dataset };
  const task = { run: input.run, file: 'predictions.jsonl', by: 'the candidate', host } as const;
  const scored = await scoreResumably(context, task, served, heldOut);

  const { opponent, champion, serving } = await findOpponent(context, input, dataset, heldOut);
  const labels = dataset.labels.map((entry) => entry.label);
  const scoreCheckpoint = ({ model, step }: Checkpoint) =>
    scoreResumably(
      context,
      { ...task, file: `predictions-step-${step}.jsonl`, by: `the checkpoint of step ${step}` },
      { ...served, model },
      heldOut,
    );
  await writeResults(context, input.run, { job, dataset, scored, scoreCheckpoint });
  const majority = majorityLabel(dataset);
  const candidate = measure(scored, labels);
  const evaluation: Evaluation = {
    schema: 'labelsmith.evaluation.v1',
    run: input.run,
    dataset: dataset.dataset,
    candidate,
    serving,
    champion,
    comparison: null,
    baseline: null,
    baselineSentence: null,
    untuned: null,
    calibration: null,
    abstention: null,
    majority: { label: majority, accuracy: share(heldOut, (example) => example.expected === majority) },
    verdict: judge(scored, opponent, job.promotion),
    mistakes: worstMistakes(scored),
  };
  await writeArtefact(store, runKey(input.run, 'evaluation.json'), evaluationSchema, evaluation);
  await updateRunRecord(context, input.run, {
    scoring: null,
    metrics: candidate,
    verdict: evaluation.verdict.sentence,
  });
  return { outcome: 'scored', accuracy: candidate.accuracy };
}

const share = <T>(items: readonly T[], fits: (item: T) => boolean) => items.filter(fits).length / items.length;

function worstMistakes(scored: readonly ScoredExample[]): Evaluation['mistakes'] {
  return scored
    .filter((example) => !isRight(example))
    .map(({ row, expected, label, probabilities }) => ({
      row,
      expected,
      label,
      confidence: label === null ? null : (probabilities?.[0]?.probability ?? null),
    }))
    .sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
    .slice(0, MOST_MISTAKES);
}
