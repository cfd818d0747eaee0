import { z } from 'zod';
import type { DatasetFormat } from './settings.ts';

/** Ends every prompt of the `completion` format: tells the model where the text stops and its answer begins. */
export const PROMPT_SEPARATOR = '\n\n###\n\n';

/** Begins every completion: tokenizers know most words with a space before them. */
export const COMPLETION_START = ' ';

const content = z.object({ content: z.string() });
const chatRow = z.object({
  messages: z.tuple([content.extend({ role: z.literal('user') }), content.extend({ role: z.literal('assistant') })]),
});
const completionRow = z.object({ prompt: z.string(), completion: z.string() });

/** One prepared row, as a provider takes it. */
export const exampleRow = z.union([chatRow, completionRow]);
export type ExampleRow = z.infer<typeof exampleRow>;

/** A text as the prompt of the `completion` format. */
export const promptOf = (text: string) => `${text}${PROMPT_SEPARATOR}`;

/** The text of a prompt, with or without the separator. */
export const textOfPrompt = (prompt: string) =>
  prompt.endsWith(PROMPT_SEPARATOR) ? prompt.slice(0, -PROMPT_SEPARATOR.length) : prompt;

/** The row that teaches `answer` for `text`. */
export function writeExample(format: DatasetFormat, text: string, answer: string): ExampleRow {
  return format === 'chat'
    ? {
        messages: [
          { role: 'user', content: text },
          { role: 'assistant', content: answer },
        ],
      }
    : { prompt: promptOf(text), completion: `${COMPLETION_START}${answer}` };
}

/** The text and the answer of a prepared line: the inverse of {@link writeExample}. Throws when it is none. */
export function readExample(line: string): { text: string; answer: string } {
  const row = exampleRow.parse(JSON.parse(line));
  if ('messages' in row) return { text: row.messages[0].content, answer: row.messages[1].content };
  const answer = row.completion.startsWith(COMPLETION_START) ? row.completion.slice(1) : row.completion;
  return { text: textOfPrompt(row.prompt), answer };
}
