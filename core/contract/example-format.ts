import * as z from 'zod/mini';
import type { DatasetFormat } from './names.ts';
import { COMPLETION_START, PROMPT_SEPARATOR } from './prompt-marks.ts';

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

const content = z.object({ content: z.string() });
const chatRow = z.object({
  messages: z.tuple([
    z.extend(content, { role: z.literal('user') }),
    z.extend(content, { role: z.literal('assistant') }),
  ]),
});
const completionRow = z.object({ prompt: z.string(), completion: z.string() });

/** One prepared row, as a provider takes it. */
const exampleRow = z.union([chatRow, completionRow]);
export type ExampleRow = z.infer<typeof exampleRow>;

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

/** The row that teaches `answer` for `text`. */
export function writeExample(format: DatasetFormat, text: string, answer: string, form?: PromptForm): ExampleRow {
  return format === 'chat'
    ? {
        messages: [
          { role: 'user', content: text },
          { role: 'assistant', content: answer },
        ],
      }
    : { prompt: promptOf(text, form), completion: `${COMPLETION_START}${answer}` };
}

/** The text and the answer of a prepared line: the inverse of {@link writeExample}. Throws when it is none. */
export function readExample(line: string, form?: PromptForm): { text: string; answer: string } {
  const row = exampleRow.parse(JSON.parse(line));
  if ('messages' in row) return { text: row.messages[0].content, answer: row.messages[1].content };
  const answer = row.completion.startsWith(COMPLETION_START) ? row.completion.slice(1) : row.completion;
  return { text: textOfPrompt(row.prompt, form), answer };
}
