import { createRandom } from '../../core/learner/random.ts';
import { ApiError, notOffered } from '../api-error.ts';
import { isBaseModel } from '../base-models.ts';
import type { EngineContext } from '../engine-context.ts';

/** @throws ApiError 501: an answer is one token, there is nothing to stream */
export function refuseStream({ stream }: { stream?: boolean | null | undefined }): void {
  if (stream) throw notOffered('stream: true');
}

/** @throws ApiError 400: before training there is nothing to answer with */
export function refuseBaseModel(model: string): void {
  if (!isBaseModel(model)) return;
  throw new ApiError(400, 'A base model knows no labels: create a fine-tuning job and use the model it makes', {
    param: 'model',
    code: 'model_not_tuned',
  });
}

/** Temperature 0 when none is given: who asks for a class wants the most probable one. */
export function samplingOf(
  { random }: EngineContext,
  { temperature, seed }: { temperature?: number | null | undefined; seed?: number | null | undefined },
): { temperature: number; random: () => number } {
  return { temperature: temperature ?? 0, random: typeof seed === 'number' ? createRandom(seed) : random };
}
