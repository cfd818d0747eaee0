import { type Encoding, priceOf } from '../core/contract/prices.ts';

/** The engine's own base model. */
export const OWN_BASE_MODEL = 'labelsmith-linear-1';

/**
 * Names under which OpenAI has, or had, models that can be tuned. They are accepted so that a client need not be changed,
 * and all mean the same learner.
 */
const OTHER_BASE_MODELS = [
  'ada',
  'babbage',
  'curie',
  'davinci',
  'babbage-002',
  'davinci-002',
  'gpt-3.5-turbo',
  'gpt-3.5-turbo-0125',
  'gpt-3.5-turbo-1106',
  'gpt-4o-2024-08-06',
  'gpt-4o-mini-2024-07-18',
  'gpt-4.1-2025-04-14',
  'gpt-4.1-mini-2025-04-14',
  'gpt-4.1-nano-2025-04-14',
];

export const BASE_MODELS: readonly string[] = [OWN_BASE_MODEL, ...OTHER_BASE_MODELS];

export const isBaseModel = (id: string): boolean => BASE_MODELS.includes(id);

/**
 * The encoding whose token numbers clients of a base model know. The models that have left the price list are those of
 * 2023; they count like the ones that took their place.
 */
export const encodingOf = (baseModel: string): Encoding => priceOf(baseModel)?.encoding ?? 'cl100k_base';
