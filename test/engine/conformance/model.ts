import type OpenAI from 'openai';
import { z } from 'zod';

/** `GET /v1/models/{model}`. A base model was never created: 0. */
export const model = z.strictObject({
  id: z.string().min(1),
  object: z.literal('model'),
  created: z.int().min(0),
  owned_by: z.string().min(1),
  shutdown_date: z.null(),
}) satisfies z.ZodType<OpenAI.Model>;

/** `GET /v1/models`. */
export const modelList = z.strictObject({ object: z.literal('list'), data: z.array(model).min(1) }) satisfies z.ZodType<
  Pick<OpenAI.ModelsPage, 'object' | 'data'>
>;

/** `DELETE /v1/models/{model}`. */
export const modelDeleted = z.strictObject({
  id: z.string().min(1),
  object: z.literal('model'),
  deleted: z.literal(true),
}) satisfies z.ZodType<OpenAI.ModelDeleted>;
