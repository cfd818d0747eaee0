import { PROMPT_SEPARATOR } from '../../contract/prompt-marks.ts';

/** What may end a prompt, the usual one first: the next one is used where texts hold the ones before. */
export const SEPARATORS = [
  PROMPT_SEPARATOR,
  '\n\n===\n\n',
  '\n\n---\n\n',
  '\n\n===>\n\n',
  '\n\n--->\n\n',
  ' ->',
] as const;

/** The separators that a text holds, as a bit set over {@link SEPARATORS}. */
export function findSeparators(text: string): number {
  let found = 0;
  const blankLine = text.includes('\n\n');
  for (let index = 0; index < SEPARATORS.length; index += 1) {
    const separator = SEPARATORS[index] ?? '';
    if ((blankLine || separator === ' ->') && text.includes(separator)) found |= 1 << index;
  }
  return found;
}
