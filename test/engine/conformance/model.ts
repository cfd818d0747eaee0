import type OpenAI from 'openai';
import { z } from 'zod';
import { schemaOf } from './schema-of.ts';

/** `GET /v1/models/{model}`. A base model was never created: 0. */
export const model = schemaOf<OpenAI.Model>()(
  z.strictObject({
    id: z.string().min(1),
    object: z.literal('model'),
    created: z.int().min(0),
    owned_by: z.string().min(1),
    shutdown_date: z.null(),
  }),
);

/** `GET /v1/models`. */
export const modelList = schemaOf<Pick<OpenAI.ModelsPage, 'object' | 'data'>>()(
  z.strictObject({ object: z.literal('list'), data: z.array(model).min(1) }),
);

/** `DELETE /v1/models/{model}`. */
export const modelDeleted = schemaOf<OpenAI.ModelDeleted>()(
  z.strictObject({
    id: z.string().min(1),
    object: z.literal('model'),
    deleted: z.literal(true),
  }),
);
