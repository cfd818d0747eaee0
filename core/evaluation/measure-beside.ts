import type { Evaluation } from '../contract/evaluation.ts';
import type { Plan } from '../contract/plan.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { isLabelsmithError } from '../errors.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';
import { addNotes } from '../run/run-record.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { scoreBaseline } from './baseline.ts';
import { calibrateAnswers, findAbstention } from './calibration/calibrate-answers.ts';
import { applyGate } from './gate/gate-rules.ts';
import { rulesOf } from './gate/verdict.ts';
import { baselineSentence } from './gate/verdict-sentence.ts';
import { measure } from './metrics/metrics.ts';
import type { JudgedExamples } from './opponent.ts';
import { measureUntuned } from './untuned.ts';

/**
 * What there is beside a candidate to tell whether tuning it was worth the price; nothing of it decides on promotion.
 * @param host the candidate's: an untuned model of the same provider is asked at the same pace
 * @throws OutOfTime when the baseline has yet to be trained, or the untuned model to be asked for more
 */
export async function measureBeside(
  context: TuningContext,
  input: WorkflowInput,
  plan: Plan,
  judged: JudgedExamples,
  host: PredictionHost,
): Promise<Pick<Evaluation, 'baseline' | 'baselineServing' | 'baselineSentence' | 'untuned'>> {
  return {
    ...(await baselineBeside(context, input, plan, judged)),
    untuned: await untunedBeside(context, input, plan, judged, host),
  };
}

async function baselineBeside(context: TuningContext, input: WorkflowInput, plan: Plan, judged: JudgedExamples) {
  const none = { baseline: null, baselineServing: null, baselineSentence: null };
  if (plan.provider === 'embedded') return none;
  const { dataset, heldOut, scored } = judged;
  const answers = await scoreBaseline(context, input, dataset, heldOut);
  if (!answers) return none;
  const byRow = new Map(answers.map(({ row, label }) => [row, label]));
  const compared = scored.map(({ row, expected, label }) => ({
    expected,
    candidate: label,
    opponent: byRow.get(row) ?? null,
  }));
  const labels = dataset.labels.map(({ label }) => label);
  const calibrated = calibrateAnswers(answers, dataset.labels, undefined);
  return {
    baseline: measure(calibrated.scored, labels),
    baselineServing: {
      calibration: calibrated.calibration,
      abstention: plan.abstain && findAbstention(calibrated, labels, plan.abstain),
    },
    baselineSentence: baselineSentence(applyGate(compared, 'champion', rulesOf(plan.judging))),
  };
}

/** A model that cannot be asked is noted, and stops nothing: what is judged is the candidate. */
async function untunedBeside(
  context: TuningContext,
  input: WorkflowInput,
  { provider, judging: { untuned } }: Plan,
  judged: JudgedExamples,
  host: PredictionHost,
) {
  if (untuned === undefined || provider === 'embedded') return null;
  try {
    return await measureUntuned(context, input, { model: untuned, provider, host }, judged);
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused', 'ProviderUnavailable')) throw error;
    const note = `the untuned model ${untuned} could not be asked: ${error.message}`;
    await addNotes(context, input.run, [note]);
    return null;
  }
}
