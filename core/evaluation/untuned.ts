import type { Evaluation, ScoredExample } from '../contract/evaluation.ts';
import type { Plan } from '../contract/plan.ts';
import { untunedPriceOf } from '../contract/prices.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import { measure } from './metrics/metrics.ts';
import type { JudgedExamples } from './opponent.ts';
import { PATIENCE_MS } from './scoring/pace.ts';
import { RESERVE_MS, scoreResumably } from './scoring/resume-scoring.ts';
import { OutOfTime } from './scoring/score-examples.ts';

/** Held-out examples that it is asked at most: as many as are held out unless the settings say otherwise. */
const MOST_EXAMPLES = 1_000;

/**
 * Asks a model that was not tuned, with the list of the labels before each text, and reckons what that cost. It answers with
 * a label's number, 0 to 999, which is one token of every tokenizer, so that its probabilities are told like a tuned model's.
 * Its answers are kept as the candidate's are, and none is paid for twice.
 * @throws OutOfTime when the function has a minute left, and what was answered until then is written, or when it has less than
 * three to begin with
 */
export async function measureUntuned(
  context: TuningContext,
  { run, classifier }: Pick<WorkflowInput, 'run' | 'classifier'>,
  { model, provider, host }: Pick<Plan, 'provider'> & { readonly model: string; readonly host: PredictionHost },
  { dataset, heldOut }: Pick<JudgedExamples, 'dataset' | 'heldOut'>,
): Promise<NonNullable<Evaluation['untuned']>> {
  // One that is silent is given up: that it is must not come of having been asked at the last moment.
  if (context.deadline.getTime() - context.clock().getTime() < RESERVE_MS + PATIENCE_MS) {
    throw new OutOfTime(`the untuned model ${model} is yet to be asked`);
  }
  const labels = dataset.labels.map(({ label }, index) => ({ label, answer: String(index) }));
  const list = labels.map(({ label, answer }) => `${answer}. ${label}`).join('\n');
  const asking: PredictionHost = {
    answer: (request) => host.answer({ ...request, text: promptFor(list, request.text) }),
  };
  const task = { run, file: 'predictions-untuned.jsonl', by: `the untuned model ${model}`, host: asking } as const;
  const asked = { classifier, version: 1, model, provider, format: 'chat', labels } as const;
  const scored = await scoreResumably(context, task, asked, heldOut.slice(0, MOST_EXAMPLES));
  return {
    model,
    metrics: measure(
      scored,
      labels.map(({ label }) => label),
    ),
    costUsd: costOf(model, scored),
  };
}

const promptFor = (list: string, text: string) =>
  `Which of these labels suits the text best? Answer with its number and nothing else.\n\n${list}\n\nThe text:\n${text}`;

/** In US dollars; null where the model's price is not known, or the host counts no tokens. */
function costOf(model: string, scored: readonly ScoredExample[]): number | null {
  const price = untunedPriceOf(model);
  const counts = scored.flatMap(({ tokens }) => tokens ?? []);
  if (!price || counts.length === 0) return null;
  return counts.reduce((sum, { input, output }) => sum + input * price.input + output * price.output, 0) / 1e6;
}
