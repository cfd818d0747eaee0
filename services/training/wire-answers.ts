import { z } from 'zod';

/**
 * What hosts answer, as far as it is used. What a job cannot do without must be there; the rest may be missing, null, or of
 * another type than OpenAI's, and then counts as not told. An answer that does not fit at all is a fault of the host:
 * it is never read as "there is none".
 */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

const text = optional(z.string());
/** Seconds since 1970, or what some hosts write instead. */
const time = optional(z.union([z.number(), z.string()]));
/** Some hosts send numbers as texts. */
const number = optional(z.union([z.number(), z.string().trim().min(1).transform(Number)]).pipe(z.number()));

export const jobAnswer = z.object({
  id: z.string().min(1),
  status: z.string().min(1),
  fine_tuned_model: text,
  training_file: text,
  validation_file: text,
  result_files: optional(z.array(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]))),
  trained_tokens: number,
  created_at: time,
  estimated_finish: time,
  finished_at: time,
  error: optional(z.object({ code: text, message: text })),
  metadata: optional(z.record(z.string(), z.unknown())),
});
export type JobAnswer = z.output<typeof jobAnswer>;

export const eventAnswer = z.object({
  id: text,
  created_at: time,
  level: text,
  message: text,
  data: z.unknown().optional(),
});
export type EventAnswer = z.output<typeof eventAnswer>;

export const checkpointAnswer = z.object({
  id: z.string(),
  fine_tuned_model_checkpoint: z.string(),
  step_number: z.number(),
  metrics: optional(z.record(z.string(), z.unknown())),
});
export type CheckpointAnswer = z.output<typeof checkpointAnswer>;

export const fileAnswer = z.object({ id: z.string().min(1) });
export const listedFile = fileAnswer.extend({ filename: text, created_at: time });

export const modelAnswer = z.object({
  id: z.string(),
  shutdown_date: optional(z.string().regex(/^\d{4}-\d\d-\d\d/)),
});

/** An extension of the embedded engine's: `[place among the labels, confidence, right]` for each answer. */
export const calibrationAnswer = z
  .object({
    labels: z.array(z.string()),
    answers: z.array(z.tuple([z.int().min(0), z.number().min(0).max(1), z.boolean()])),
  })
  .refine(({ labels, answers }) => answers.every(([place]) => place < labels.length));

/** An answer of which nothing but its arrival counts. */
export const anyAnswer = z.unknown();

/** One page of a list of jobs or files, where an entry that is overlooked costs money. */
export const pageAnswer = z.object({ data: z.array(z.unknown()), has_more: optional(z.boolean()) });

/** One page of what a job can do without; some hosts send null for none. */
export const laxPageAnswer = z.object({
  data: z
    .array(z.unknown())
    .nullish()
    .transform((data) => data ?? []),
  has_more: optional(z.boolean()),
});
