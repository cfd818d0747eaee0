import { CHECK_IDS, CHECKS, type CheckId, type CheckRule } from '../../core/contract/checks.ts';
import { type Column, drawTable } from '../terminal/table.ts';
import { wrapIndented } from '../terminal/wrap.ts';
import { describeOffer } from './check-flags.ts';

/** What each check looks for. */
const MEANINGS: Readonly<Record<CheckId, string>> = {
  'broken-row': 'rows that cannot be read: bad JSON, missing cells, an open quote, bytes of another encoding',
  'empty-label': 'rows without a label',
  'empty-text': 'rows without a text',
  'without-content': 'texts of nothing but headers, quotes, a signature or addresses',
  'encoding-damage': 'texts with replacement characters, or that were decoded wrongly once',
  'control-characters': 'texts with control or invisible characters',
  'contradictory-labels': 'the same text under different labels',
  duplicate: 'the same text under the same label',
  'long-text': 'texts that are too long for the model',
  'near-duplicate': 'training texts nearly equal to another one',
  'near-duplicate-across-split': 'training texts nearly equal to a held-out one, which flatter the scores',
  'likely-mislabelled': 'labels that a model trained on the other rows doubts',
  'personal-data': 'e-mail addresses, phone, card and account numbers: counted, never shown',
  secrets: 'passwords and keys: counted, never shown',
  'unlearned-class': 'labels that are held out and that no training row has',
  'single-example-class': 'labels that can be learned but not judged',
  'rare-class': 'labels with few examples',
  'class-imbalance': 'labels with far more examples than another one',
  'many-labels': 'so many labels that they may be texts',
  'similar-labels': 'labels that differ only in case, space or Unicode form; see --merge-labels',
  'few-examples': 'too few examples for a good start',
  'few-held-out': 'too few held-out examples to prove anything',
  'extra-columns': 'columns that are neither text nor label',
  'held-out-surplus': 'more held-out examples than are needed to judge by',
  'upper-case': 'mostly upper case: lower-cased in completion format',
  'prompt-prefix': 'all texts begin alike: removed in completion format',
  'completion-prefix': 'all labels begin alike: removed in completion format',
  'prompt-separator': 'what ends a prompt of the completion format',
};

/** All checks with what they do and what may be said about them, as lines. */
export function describeChecks(width: number): string[] {
  const rows = CHECK_IDS.map((id) => {
    const rule: CheckRule = CHECKS[id];
    const usual = rule.threshold ? String(Number(rule.threshold.usual.toFixed(2))) : '';
    return [id, rule.chat, rule.completion, usual];
  });
  const titles: Column[] = [{ title: 'check' }, { title: 'chat' }, { title: 'completion' }, { title: 'number' }];
  const [head = '', ...lines] = drawTable(titles, rows);
  const described = CHECK_IDS.flatMap((id, index) => [
    lines[index] ?? '',
    ...wrapIndented(`${MEANINGS[id]}; may be set to ${describeOffer(CHECKS[id])}`, width, 4),
  ]);
  return [
    ...wrapIndented(
      'What each check does in the two formats, and the number it compares with. --check CHECK=VALUE changes it, e.g. --check duplicate=off --check rare-class=20; ours=off and all=off stand for every check that offers it, of ours or of all.',
      width,
      0,
    ),
    '',
    head,
    ...described,
  ];
}
