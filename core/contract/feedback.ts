import { z } from 'zod';
import { MOST_REQUEST_BYTES, text } from './classify-request.ts';
import { classifierName, timestamp } from './names.ts';

/** Longest label that feedback may name, in UTF-16 units: longer ones are texts in the wrong place. */
const MOST_LABEL_LENGTH = 200;

const whole = (value: string) => value.isWellFormed();
const HALF_CHARACTER = 'must not hold half a character (a surrogate without its pair)';

/** A label is kept as it is written, as in an uploaded file: ` hockey` and `hockey` are two. It may be a new one. */
const label = z
  .string()
  .max(MOST_LABEL_LENGTH)
  .refine((value) => value.trim() !== '', 'a label must hold more than white space')
  .refine(whole, HALF_CHARACTER);

/** Body of `POST /v1/classifiers/{classifier}/feedback`: a text with the label that is right for it. */
export const feedbackRequest = z.strictObject({
  text: text.check(z.maxLength(MOST_REQUEST_BYTES)),
  label,
  /** The label that was predicted; null for an abstention. */
  predicted: label.nullable().optional(),
});
export type FeedbackRequest = z.infer<typeof feedbackRequest>;

/** The first 24 hexadecimal digits of the SHA-256 over text and label. */
const feedbackId = z.string().regex(/^[0-9a-f]{24}$/);

/** `classifiers/<classifier>/feedback/<id>.json`: one example that an application sent. */
export const feedback = z.object({
  schema: z.literal('labelsmith.feedback.v1'),
  id: feedbackId,
  classifier: classifierName,
  text: z.string(),
  label: z.string(),
  predicted: z.string().nullable(),
  receivedAt: timestamp,
});
export type Feedback = z.infer<typeof feedback>;

/** What is answered: everything but the text. */
export const feedbackReceipt = feedback.pick({ id: true, classifier: true, receivedAt: true });
