import type { PrepareSurroundings } from '../../../core/dataset/options.ts';
import {
  type PreparedDataset,
  type PreparedFile,
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

/** The label audit is off: it takes longer than all the rest, and has tests of its own. */
export const defaults: PrepareOptions = {
  format: 'chat',
  validationFraction: 0.2,
  answers: 'labels',
  checks: { 'likely-mislabelled': 'off' },
};

/** `checks` are added to those of {@link defaults}. */
export const withDefaults = ({ checks, ...options }: Partial<PrepareOptions> = {}): PrepareOptions => ({
  ...defaults,
  ...options,
  checks: { ...defaults.checks, ...checks },
});

export function prepareText(
  name: string,
  content: string | Uint8Array,
  options: Partial<PrepareOptions> = {},
  surroundings: PrepareSurroundings = {},
): Promise<PreparedDataset> {
  return prepareDataset(memorySource(name, content), withDefaults(options), surroundings);
}

export const prepareRows = (
  rows: readonly object[],
  options?: Partial<PrepareOptions>,
  surroundings?: PrepareSurroundings,
) => prepareText('rows.jsonl', toJsonLines(rows), options, surroundings);

/** Examples of two labels with texts that all differ. */
export const somePairs = (count: number): Pair[] =>
  Array.from({ length: count }, (_, index) => ({
    text: `text number ${index}, of a kind`,
    label: index % 2 === 0 ? 'even' : 'odd',
  }));

export async function bytesOf(file: PreparedFile): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

export const textOfFile = async (file: PreparedFile) => (await bytesOf(file)).toString('utf8');

/** The lines of a file as they are written, without their ends. */
export async function rawLinesOf(file: PreparedFile): Promise<string[]> {
  const lines = (await textOfFile(file)).split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  return lines;
}

export const linesOf = async (file: PreparedFile): Promise<unknown[]> =>
  (await rawLinesOf(file)).map((line): unknown => JSON.parse(line));

/** Both files and what is said of them: all that must not depend on how the rows came. */
export const contentOf = async ({ dataset, train, validation }: PreparedDataset) => ({
  dataset,
  train: await textOfFile(train),
  validation: await textOfFile(validation),
});
