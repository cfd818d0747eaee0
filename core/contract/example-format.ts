import * as z from 'zod/mini';
import { PROMPT_SEPARATOR } from './prompt-marks.ts';

/** One class: the user's label, and the answer the model is trained to give for it (see "Labels as tokens"). */
export const labelAnswer = z.object({ label: z.string(), answer: z.string() });
export type LabelAnswer = z.infer<typeof labelAnswer>;

/** How a text is written as a prompt of the `completion` format. */
export const promptForm = z.object({
  /** Ends the prompt. */
  separator: z.string(),
  /** True where the texts were mostly upper case: all of them are lower-cased then. */
  lowerCase: z.boolean(),
  /** What every text began with, and no prompt does. */
  prefix: z.string(),
});
export type PromptForm = z.infer<typeof promptForm>;

export const USUAL_PROMPT_FORM: PromptForm = { separator: PROMPT_SEPARATOR, lowerCase: false, prefix: '' };

/** A text as the prompt of the `completion` format. */
export function promptOf(text: string, { separator, lowerCase, prefix }: PromptForm = USUAL_PROMPT_FORM): string {
  const cased = lowerCase ? text.toLowerCase() : text;
  const shortened = prefix !== '' && cased.startsWith(prefix) ? cased.slice(prefix.length) : cased;
  // Texts may end with the separator by themselves: all of the training texts did then.
  return shortened.endsWith(separator) ? shortened : `${shortened}${separator}`;
}

/** The text of a prompt, with or without the separator, such that it becomes the same prompt again. */
export const textOfPrompt = (prompt: string, { prefix, separator }: PromptForm = USUAL_PROMPT_FORM) =>
  prefix + (separator !== '' && prompt.endsWith(separator) ? prompt.slice(0, -separator.length) : prompt);
