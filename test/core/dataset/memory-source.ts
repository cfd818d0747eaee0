import {
  type PreparedDataset,
  type PrepareOptions,
  prepareDataset,
  type Source,
} from '../../../core/dataset/prepare.ts';

/** A file that lies in memory, handed out in pieces of a few bytes so that nothing depends on where a piece ends. */
export function memorySource(name: string, content: string | Uint8Array, pieceLength = 1000): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return {
    name,
    async *open() {
      for (let from = 0; from < bytes.length; from += pieceLength) yield bytes.subarray(from, from + pieceLength);
    },
  };
}

export interface Pair {
  readonly text: string;
  readonly label: string;
}

export const toJsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

const quoteCell = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

export function toDelimited(rows: readonly Pair[], delimiter = ',', lineEnd = '\n'): string {
  const records = [['text', 'label'], ...rows.map(({ label, text }) => [text, label])];
  return records.map((record) => record.map(quoteCell).join(delimiter) + lineEnd).join('');
}

export const defaults: PrepareOptions = { format: 'chat', validationFraction: 0.2, answers: 'labels' };

export function prepareText(
  name: string,
  content: string | Uint8Array,
  options: Partial<PrepareOptions> = {},
): Promise<PreparedDataset> {
  return prepareDataset(memorySource(name, content), { ...defaults, ...options });
}

/** Examples of two labels with texts that all differ. */
export const somePairs = (count: number): Pair[] =>
  Array.from({ length: count }, (_, index) => ({
    text: `text number ${index}, of a kind`,
    label: index % 2 === 0 ? 'even' : 'odd',
  }));

export const linesOf = (file: Uint8Array): unknown[] =>
  Buffer.from(file)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));
