import type OpenAI from 'openai';
import { z } from 'zod';
import { schemaOf } from './schema-of.ts';

/** Every answer with a status of 400 or more. */
export const errorBody = z.strictObject({
  error: schemaOf<OpenAI.ErrorObject>()(
    z.strictObject({
      message: z.string().min(10),
      type: z.enum(['invalid_request_error', 'rate_limit_error', 'server_error']),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
});
