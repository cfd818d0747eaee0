import fc from 'fast-check';
import { CHECK_IDS, CHECKS, type CheckRule, type CheckSettings } from '../../../core/contract/checks.ts';
import type { Side } from '../../../core/dataset/columns/split-column.ts';
import type { LabelAuditor } from '../../../core/dataset/label-audit/auditor.ts';

/** A row of a file: an example with what may be wrong with it, or no row at all. */
export type MixedRow = { readonly text: string; readonly label: string; readonly split?: Side } | 'broken';

const story = (from: number, count: number) => Array.from({ length: count }, (_, n) => `word${from + n}`).join(' ');

/** Texts that each check has something to say about, in forms that several checks have something to say about at once. */
const TEXTS = [
  '',
  ' ',
  'plain words',
  'Plain  WORDS',
  'other words',
  story(0, 40),
  `${story(0, 40)} end`,
  `${story(0, 40)} write to jane@example.org`,
  story(7, 40),
  `Subject ${story(7, 40)}`,
  story(100, 40),
  `${story(100, 40)} \u0007`,
  'call jane@example.org',
  'password = hunter2Xy9!Qw7z',
  '> quoted only',
  '12345',
  'cafÃ© crÃ¨me',
  'lost \ufffd character',
  'zero\u200bwidth \u202e override',
  'quoted "text", with; all | delimiters',
  `long ${'a'.repeat(10_001)}`,
  '😎 한국어',
];

const LABELS = ['', 'even', 'even', 'odd', 'Odd', 'rare', 'ünlabelled'];

/** Rows of which about one in ten cannot be read; their texts come from a short list, so that many are equal. */
export const mixedRows = (maxLength = 40): fc.Arbitrary<MixedRow[]> =>
  fc.array(
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc.record({ text: fc.constantFrom(...TEXTS), label: fc.constantFrom(...LABELS) }),
      },
      { weight: 1, arbitrary: fc.constant('broken' as const) },
    ),
    { maxLength },
  );

const rule = (id: (typeof CHECK_IDS)[number]): CheckRule => CHECKS[id];

/** Any action that each check offers, and small numbers where a usual one would never matter to a few rows. */
export const anyChecks: fc.Arbitrary<CheckSettings> = fc
  .tuple(
    fc.record(Object.fromEntries(CHECK_IDS.map((id) => [id, fc.constantFrom(...rule(id).choices)]))),
    fc.constantFrom(2, 5, 1000),
  )
  .map(([actions, scored]) => ({
    ...actions,
    'broken-row': 1,
    'held-out-surplus': {
      ...(actions['held-out-surplus'] && { action: actions['held-out-surplus'] }),
      threshold: scored,
    },
  }));

/** Suspects every third example: what a real audit finds in so few rows is too little. */
export const suspectEveryThird: LabelAuditor = async (examples) => {
  const labels: string[] = [];
  for await (const { label } of examples) labels.push(label);
  const suspects = labels.flatMap((label, index) =>
    index % 3 === 0 ? [{ index, label, suggested: 'odd', selfConfidence: 0.1, suggestedProbability: 0.9 }] : [],
  );
  return { audited: labels.length, suspects };
};

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cellsOf = (row: Exclude<MixedRow, 'broken'>) =>
  row.split === undefined ? [row.text, row.label] : [row.text, row.label, row.split];

function toDelimited(rows: readonly MixedRow[], delimiter: string): string {
  const header = rows.some((row) => row !== 'broken' && row.split !== undefined)
    ? ['text', 'label', 'split']
    : ['text', 'label'];
  const records = rows.map((row) => (row === 'broken' ? 'one cell' : cellsOf(row).map(quote).join(delimiter)));
  return [header.join(delimiter), ...records].map((line) => `${line}\n`).join('');
}

/** How rows are written, by the name of the file. */
export const WRITERS: Readonly<Record<string, (rows: readonly MixedRow[]) => string>> = {
  'rows.jsonl': (rows) => rows.map((row) => `${row === 'broken' ? '{' : JSON.stringify(row)}\n`).join(''),
  'rows.json': (rows) => JSON.stringify(rows),
  'rows.csv': (rows) => toDelimited(rows, ','),
  'rows.tsv': (rows) => toDelimited(rows, '\t'),
  'chat.jsonl': (rows) => rows.map((row) => `${row === 'broken' ? '[]' : JSON.stringify(toChat(row))}\n`).join(''),
};

const toChat = ({ label, split, text }: Exclude<MixedRow, 'broken'>) => ({
  messages: [
    { role: 'user', content: text },
    { role: 'assistant', content: label },
  ],
  split,
});
