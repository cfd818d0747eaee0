import type { z } from 'zod';
import { createRandom } from '../../core/learner/random.ts';
import type { AnswerRule } from '../answers/answer-text.ts';
import { type LogitBias, labelBiases } from '../answers/label-biases.ts';
import { ApiError, notOffered } from '../api-error.ts';
import { encodingOf, isBaseModel } from '../base-models.ts';
import type { AnsweringContext } from '../engine-context.ts';
import type { ServedModel } from '../model-cache.ts';
import type { samplingFields } from '../wire/sampling-fields.ts';

type SamplingFields = z.infer<z.ZodObject<typeof samplingFields>>;

/**
 * The model that a request names.
 * @throws ApiError 400 for a base model: before training there is nothing to answer with; 404 `model_not_found`
 */
export function requestedModel({ models }: AnsweringContext, id: string): Promise<ServedModel> {
  if (!isBaseModel(id)) return models.get(id);
  throw new ApiError(400, 'A base model knows no labels: create a fine-tuning job and use the model it makes', {
    param: 'model',
    code: 'model_not_tuned',
  });
}

/**
 * What a request's fields mean. Temperature 0 when none is given: who asks for a class wants the most probable one.
 * @throws ApiError 501 when biases are given and the engine was built without tokenizers
 */
export async function answerRuleOf(
  context: AnsweringContext,
  served: ServedModel,
  tokens: readonly string[],
  fields: Omit<SamplingFields, 'model'> & { readonly best_of?: number | null | undefined },
): Promise<AnswerRule> {
  const { temperature, top_p, n, best_of, seed, stop, max_tokens, logit_bias } = fields;
  const answers = n ?? 1;
  const biases = await biasesOf(context, served, tokens, logit_bias ?? {});
  return {
    tokens,
    ...(biases && { biases }),
    temperature: temperature ?? 0,
    topP: top_p ?? 1,
    answers,
    drawn: best_of ?? answers,
    random: typeof seed === 'number' ? createRandom(seed) : context.random,
    stop: typeof stop === 'string' ? [stop] : (stop ?? []),
    mostTokens: max_tokens ?? null,
  };
}

async function biasesOf(
  { loadTokenizer }: AnsweringContext,
  { baseModel }: ServedModel,
  tokens: readonly string[],
  logitBias: LogitBias,
): Promise<Float64Array | undefined> {
  if (Object.keys(logitBias).length === 0) return undefined;
  if (!loadTokenizer) throw notOffered('logit_bias, without a tokenizer,');
  return labelBiases(tokens, logitBias, await loadTokenizer(encodingOf(baseModel)));
}
