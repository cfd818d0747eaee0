import * as z from 'zod/mini';
import { timestamp } from '../../core/contract/names.ts';

/** How answers are written: as an assistant's message, or as the completion of a prompt. */
export const answerFormat = z.enum(['chat', 'completion']);
export type AnswerFormat = z.infer<typeof answerFormat>;

/** `engine/models/<id>.json`: a tuned model or a checkpoint of one; its weights lie beside it. */
export const modelRecord = z.object({
  schema: z.literal('labelsmith.engine-model.v1'),
  id: z.string(),
  createdAt: timestamp,
  job: z.string(),
  baseModel: z.string(),
  format: answerFormat,
});
export type ModelRecord = z.infer<typeof modelRecord>;
