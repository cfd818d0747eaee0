import { ApiError } from './api-error.ts';
import { isBaseModel } from './base-models.ts';
import type { AnsweringContext } from './engine-context.ts';
import type { ServedModel } from './model-cache.ts';

/**
 * The model that a request names.
 * @throws ApiError 400 for a base model: before training there is nothing to answer with; 404 `model_not_found`
 */
export function requestedModel({ models }: Pick<AnsweringContext, 'models'>, id: string): Promise<ServedModel> {
  if (!isBaseModel(id)) return models.get(id);
  throw new ApiError(400, 'A base model knows no labels: create a fine-tuning job and use the model it makes', {
    param: 'model',
    code: 'model_not_tuned',
  });
}
