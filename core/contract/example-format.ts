import type { DatasetFormat } from './settings.ts';

/** What ends every prompt in the `completion` format, in training and in prediction alike. */
export const PROMPT_SEPARATOR = '\n\n###\n\n';

/** A text as the prompt of the `completion` format. */
export const promptOf = (text: string) => `${text}${PROMPT_SEPARATOR}`;

/** One prepared row, as a provider takes it. */
export type ExampleRow =
  | { messages: [{ role: 'user'; content: string }, { role: 'assistant'; content: string }] }
  | { prompt: string; completion: string };

/** The row that teaches `answer` for `text`. */
export function exampleRow(format: DatasetFormat, text: string, answer: string): ExampleRow {
  return format === 'chat'
    ? {
        messages: [
          { role: 'user', content: text },
          { role: 'assistant', content: answer },
        ],
      }
    : { prompt: promptOf(text), completion: ` ${answer}` };
}

/** The text and the answer of a prepared row: the inverse of {@link exampleRow}. */
export function readExampleRow(row: ExampleRow): { text: string; answer: string } {
  if ('messages' in row) return { text: row.messages[0].content, answer: row.messages[1].content };
  const text = row.prompt.endsWith(PROMPT_SEPARATOR) ? row.prompt.slice(0, -PROMPT_SEPARATOR.length) : row.prompt;
  return { text, answer: row.completion.replace(/^ /, '') };
}
