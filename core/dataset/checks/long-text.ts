import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';
import { count, type Finding, rowsOf } from './finding.ts';

/** Characters of prompt and completion that the old tool took for the 2,048 tokens of the models of its time. */
export const MOST_COMPLETION_CHARACTERS = 10_000;

/** Examples over the old tool's limit, in completion format only; the models of the chat format have far more room. */
export function findLongTexts(examples: readonly Example[], format: DatasetFormat): Finding | undefined {
  if (format !== 'completion') return undefined;
  const found = examples.filter(isLong);
  if (found.length === 0) return undefined;
  return {
    id: 'long-text',
    severity: 'warning',
    message: `${count(found.length, 'row')} with more than ${MOST_COMPLETION_CHARACTERS} characters of text and label`,
    rows: rowsOf(found),
    action: 'removed',
  };
}

/** The limit counts code points, of which there are at most as many as UTF-16 units. */
function isLong({ text, label }: Example): boolean {
  if (text.length + label.length <= MOST_COMPLETION_CHARACTERS) return false;
  return [...text].length + [...label].length > MOST_COMPLETION_CHARACTERS;
}
