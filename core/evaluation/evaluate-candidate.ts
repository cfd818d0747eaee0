import { requireArtefact, writeArtefact } from '../artefact.ts';
import { type Dataset, dataset as datasetSchema } from '../contract/dataset.ts';
import { type Evaluation, evaluation as evaluationSchema, type ScoredExample } from '../contract/evaluation.ts';
import { type Checkpoint, type Job, job as jobSchema } from '../contract/job.ts';
import { datasetKey, runKey } from '../contract/keys.ts';
import { type EvaluateOutput, STATES, type WorkflowInput } from '../contract/workflow.ts';
import { trainingProfile } from '../drift/training-profile.ts';
import { LabelsmithError } from '../errors.ts';
import { requirePlan } from '../run/run-plan.ts';
import { updateRunRecord } from '../run/run-record.ts';
import { enterState } from '../run/step.ts';
import { tellingSilence } from '../tuning/tell-silence.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { type CalibratedAnswers, calibrateAnswers, findAbstention } from './calibration/calibrate-answers.ts';
import { coverageCurve } from './calibration/coverage-curve.ts';
import { reachVerdict } from './gate/verdict.ts';
import { measureBeside } from './measure-beside.ts';
import { measure } from './metrics/metrics.ts';
import { worstMistakes } from './metrics/mistakes.ts';
import { findOpponent, majorityLabel } from './opponent.ts';
import { writeResults } from './results/write-results.ts';
import { readHeldOut } from './scoring/held-out.ts';
import { scoreResumably } from './scoring/resume-scoring.ts';
import { OutOfTime } from './scoring/score-examples.ts';

/**
 * Scores the run's model on the held-out examples, through the code that would serve it, beside the champion or, for a
 * first version, the majority class; says `more` when its time was over before that. Writes `predictions.jsonl`, with the
 * probabilities as the host gives them, `evaluation.json`, with those that the version will be served with, and
 * `results.csv`; what is decided lies in the verdict, by the rules that the run began with.
 */
export async function evaluateCandidate(context: TuningContext, input: WorkflowInput): Promise<EvaluateOutput> {
  try {
    return await tellingSilence(context, input.run, () => evaluateWhole(context, input));
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
  const [dataset, job, plan] = await Promise.all([
    requireArtefact(store, datasetKey(run.dataset, 'dataset.json'), datasetSchema),
    requireArtefact(store, runKey(input.run, 'job.json'), jobSchema),
    requirePlan(store, input.run),
  ]);
  if (!job.model) throw new LabelsmithError('BrokenArtefact', `job ${job.id} names no model`, 'Start the run again.');
  const heldOut = await readHeldOut(store, dataset);
  const host = await providers.prediction(job);
  const served = { classifier: input.classifier, version: 1, model: job.model, provider: job.provider, ...dataset };
  const task = { run: input.run, file: 'predictions.jsonl', by: 'the candidate', host } as const;
  const scored = await scoreResumably(context, task, served, heldOut);

  const calibrated = await calibrate(context, job, dataset, scored);
  // Both are compared at a temperature. The candidate's answers each have one that was fitted without them; the champion's have
  // the one that it serves with, which was fitted on these very rows where both have one dataset: its log loss and calibration
  // error are a little too good then. The verdict is by labels, which no temperature changes.
  const found = await findOpponent(context, input, { dataset, heldOut, scored: calibrated.scored }, plan);
  const labels = dataset.labels.map((entry) => entry.label);
  const scoreCheckpoint = ({ model, step }: Checkpoint) =>
    scoreResumably(
      context,
      { ...task, file: `predictions-step-${step}.jsonl`, by: `the checkpoint of step ${step}` },
      { ...served, model },
      heldOut,
    );
  await writeResults(context, input.run, { job, dataset, scored, scoreCheckpoint });
  const beside = await measureBeside(context, input, plan, { dataset, heldOut, scored }, host);
  const majority = majorityLabel(dataset);
  const candidate = measure(calibrated.scored, labels);
  const evaluation: Evaluation = {
    schema: 'labelsmith.evaluation.v1',
    run: input.run,
    dataset: dataset.dataset,
    candidate,
    serving: found.serving?.version ?? null,
    servingSince: found.serving?.since ?? null,
    champion: found.champion,
    comparison: found.comparison,
    ...beside,
    calibration: calibrated.calibration,
    abstention: plan.abstain && findAbstention(calibrated, labels, plan.abstain),
    coverage: coverageCurve(calibrated),
    profile: await trainingProfile(dataset, calibrated, heldOut, host, job.model),
    majority: { label: majority, accuracy: share(heldOut, (example) => example.expected === majority) },
    verdict: reachVerdict(found.candidate, found.opponent, plan),
    mistakes: worstMistakes(calibrated.scored),
  };
  await writeArtefact(store, runKey(input.run, 'evaluation.json'), evaluationSchema, evaluation);
  await updateRunRecord(context, input.run, {
    scoring: null,
    silentSince: null,
    metrics: candidate,
    baseline: evaluation.baseline,
    verdict: [evaluation.verdict.sentence, evaluation.baselineSentence].filter((part) => part !== null).join('; '),
  });
  return { outcome: 'scored', accuracy: candidate.accuracy };
}

async function calibrate(
  { providers }: TuningContext,
  job: Job,
  { labels }: Dataset,
  scored: readonly ScoredExample[],
): Promise<CalibratedAnswers> {
  const provider = await providers.training(job);
  const outOfFold = job.model === null ? undefined : await provider.unlearntAnswers(job.model);
  return calibrateAnswers(scored, labels, outOfFold);
}

const share = <T>(items: readonly T[], fits: (item: T) => boolean) => items.filter(fits).length / items.length;
