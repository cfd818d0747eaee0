import * as z from 'zod/mini';
import { type PromptForm, promptOf, textOfPrompt } from './example-format.ts';
import type { DatasetFormat } from './names.ts';
import { COMPLETION_START } from './prompt-marks.ts';

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
