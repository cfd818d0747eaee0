import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';
import { COMPLETION_START, PROMPT_END } from './completion-marks.ts';

/** The JSON Lines that a provider trains on: one line an example, every line ended by a line feed. */
export function writeRows(
  examples: readonly Example[],
  format: DatasetFormat,
  answers: ReadonlyMap<string, string>,
): Buffer {
  const lines = examples.map(({ text, label }) => {
    const answer = answers.get(label) ?? label;
    return `${JSON.stringify(format === 'chat' ? chatRow(text, answer) : completionRow(text, answer))}\n`;
  });
  return joinLines(lines);
}

/** A chat example: the user says the text, the assistant answers. */
export const chatRow = (text: string, answer: string) => ({
  messages: [
    { role: 'user', content: text },
    { role: 'assistant', content: answer },
  ],
});

/** A prompt with the mark that ends it, and a completion with the space that begins it. */
export const completionRow = (text: string, answer: string) => ({
  prompt: text + PROMPT_END,
  completion: COMPLETION_START + answer,
});

/** Lines joined at a time, so that no string comes near V8's longest one (512 MB). */
const LINES_AT_A_TIME = 1000;

function joinLines(lines: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < lines.length; from += LINES_AT_A_TIME) {
    parts.push(Buffer.from(lines.slice(from, from + LINES_AT_A_TIME).join(''), 'utf8'));
  }
  return Buffer.concat(parts);
}
