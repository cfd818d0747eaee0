import { unusable } from '../unusable.ts';
import { decodeUtf8, splitLines } from './lines.ts';
import { type Cells, NOT_UTF8, type SourceRow } from './source-row.ts';
import type { Utf8Text } from './to-utf8.ts';

/** Share of a text file's first lines that must be of a form for the file to be of it. */
const LEAST_SHARE = 0.9;

/** What one line says, or why it says nothing. */
type ReadLine = (line: string) => Cells | string;

const FASTTEXT_LABEL = '__label__';

const FORMS: readonly { readonly fits: (line: string) => boolean; readonly read: ReadLine }[] = [
  { fits: (line) => line.startsWith(FASTTEXT_LABEL), read: readFastText },
  { fits: (line) => line.includes('\t'), read: readTabbed },
];

/**
 * The rows of a plain text file of lines `label<TAB>text`, in which further tabs belong to the text, or of lines
 * `__label__x text` as fastText reads them. Blank lines are skipped.
 * @param head the file's beginning, by which it is recognised
 * @throws LabelsmithError `UnusableSource` when the lines are neither
 */
export async function* readLabelledLines(
  file: string,
  head: Buffer,
  text: Utf8Text,
  wrongBytes = NOT_UTF8,
): AsyncGenerator<SourceRow> {
  const read = chooseForm(file, head);
  let row = 0;
  for await (const lines of splitLines(file, text.bytes)) {
    for (const { bytes, offset } of lines) {
      const line = decodeUtf8(bytes);
      if (line?.trim() === '') continue;
      const cells = line === undefined ? wrongBytes : read(line);
      yield typeof cells === 'string' ? { row, broken: cells, offset: text.offsetOf(offset) } : { row, cells };
      row += 1;
    }
  }
}

function chooseForm(file: string, head: Buffer): ReadLine {
  const first = head.toString('utf8').split('\n').slice(0, -1);
  const lines = (first.length > 0 ? first : [head.toString('utf8')]).filter((line) => line.trim() !== '');
  const form = FORMS.find(({ fits }) => lines.filter(fits).length >= LEAST_SHARE * lines.length);
  if (form) return form.read;
  throw unusable(
    file,
    'a .txt file must have a label, a tab and a text on every line, and this one does not',
    'Write one example a line as label<TAB>text, or upload a .csv or .jsonl file with a text and a label column.',
  );
}

function readTabbed(line: string): Cells | string {
  const tab = line.indexOf('\t');
  if (tab === -1) return 'has no tab between label and text';
  return { label: line.slice(0, tab), text: line.slice(tab + 1) };
}

/** Labels may stand anywhere between blanks; several of them are several labels. */
function readFastText(line: string): Cells | string {
  const labels: string[] = [];
  const words = line.split(/[ \t]/).filter((word) => {
    const isLabel = word.startsWith(FASTTEXT_LABEL);
    if (isLabel) labels.push(word.slice(FASTTEXT_LABEL.length));
    return !isLabel;
  });
  if (labels.length === 0) return `has no label, a word that begins with ${FASTTEXT_LABEL}`;
  return { label: labels.length === 1 ? labels[0] : labels, text: words.join(' ') };
}
