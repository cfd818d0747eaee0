import { unusable } from '../unusable.ts';
import type { Bytes } from './bytes.ts';
import { decodeUtf8, splitLines } from './lines.ts';
import { NOT_UTF8, type SourceRow } from './source-row.ts';

/** Share of a text file's first lines that must hold a tab for the file to be one of labelled lines. */
const LEAST_TABBED_SHARE = 0.9;

/**
 * The rows of a plain text file of lines `label<TAB>text`; further tabs belong to the text. Blank lines are skipped.
 * @param head the file's beginning, by which it is recognised
 * @throws LabelsmithError `UnusableSource` when the lines hold no tabs
 */
export async function* readLabelledLines(file: string, head: Buffer, bytes: Bytes): AsyncGenerator<SourceRow> {
  const first = head.toString('utf8').split('\n').slice(0, -1);
  const lines = (first.length > 0 ? first : [head.toString('utf8')]).filter((line) => line.trim() !== '');
  if (lines.filter((line) => line.includes('\t')).length < LEAST_TABBED_SHARE * lines.length) {
    throw unusable(
      file,
      'a .txt file must have a label, a tab and a text on every line, and this one does not',
      'Write one example a line as label<TAB>text, or upload a .csv or .jsonl file with a text and a label column.',
    );
  }
  let row = 0;
  for await (const line of splitLines(bytes)) {
    const text = decodeUtf8(line);
    if (text?.trim() === '') continue;
    const tab = text?.indexOf('\t') ?? -1;
    if (text === undefined) yield { row, broken: NOT_UTF8 };
    else if (tab === -1) yield { row, broken: 'has no tab between label and text' };
    else yield { row, cells: { label: text.slice(0, tab), text: text.slice(tab + 1) } };
    row += 1;
  }
}
