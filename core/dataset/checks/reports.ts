import { CHECK_IDS, type CheckId } from '../../contract/checks.ts';
import { count } from '../../contract/numbers.ts';
import type { LabelTable } from '../records/label-table.ts';
import type { BrokenRow } from '../refusals.ts';
import { listNames } from '../unusable.ts';
import type { CheckPlan } from './check-plan.ts';
import { type ClassSize, findClassProblems, warning } from './classes.ts';
import type { Finding, Findings } from './findings.ts';
import type { LabelMeaning } from './labels.ts';
import type { LengthLimit } from './long-text.ts';
import { kindsOfCheck } from './row-marks.ts';

/** Everything that is known when the report is written. */
export interface Outcome {
  readonly plan: CheckPlan;
  readonly findings: Findings;
  readonly broken: readonly BrokenRow[];
  readonly limit: LengthLimit;
  readonly classes: readonly ClassSize[];
  readonly table: LabelTable;
  readonly meaning: LabelMeaning;
  readonly merged: boolean;
  readonly unusedColumns: readonly string[];
  readonly examples: number;
  readonly heldOut: number;
  /** Held out by the user, and not by the fraction. */
  readonly ownSplit: boolean;
  /** Whether personal data and secrets were written as placeholders. */
  readonly masked: boolean;
  /** Examples whose labels were audited, of all that there were to audit. */
  readonly audited: number;
  readonly auditable: number;
  /** What was changed in the texts or answers, by check. */
  readonly changes: Readonly<Partial<Record<CheckId, string>>>;
}

/** What every check has to say, in the order of the checks; those without anything to say are left out. */
export function reportOn(outcome: Outcome): Finding[] {
  const found = [
    ...reportBroken(outcome),
    ...reportRows(outcome),
    ...findClassProblems(outcome.classes, outcome.plan),
    ...reportSimilarLabels(outcome),
    ...reportAmounts(outcome),
    ...reportChanges(outcome),
  ];
  return found.toSorted((a, b) => CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id));
}

/** Reasons that a message repeats in full. */
const REASONS_SHOWN = 3;

function reportBroken({ broken }: Outcome): Finding[] {
  if (broken.length === 0) return [];
  const reasons = broken.slice(0, REASONS_SHOWN).map(describeBroken);
  const rest = broken.length - reasons.length;
  const rows = broken.map(({ row }) => row);
  const message = `${count(broken.length, 'row')} could not be read: ${reasons.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
  return [{ ...warning('broken-row', message, rows), action: 'removed' }];
}

const describeBroken = ({ offset, reason, row }: BrokenRow) =>
  `row ${row} ${offset === undefined ? '' : `(at byte ${offset}) `}${reason}`;

/** Checks that note rows, with what is wrong with them. */
const ROW_MESSAGES: Readonly<Partial<Record<CheckId, (rows: string, outcome: Outcome) => string>>> = {
  'empty-label': (rows) => `${rows} without a label`,
  'empty-text': (rows) => `${rows} without a text`,
  'without-content': (rows) => `${rows} with nothing but headers, quotes, a signature or addresses`,
  'encoding-damage': (rows, outcome) => `${rows} with damaged characters: ${kinds('encoding-damage', outcome)}`,
  'control-characters': (rows) => `${rows} with control or invisible characters`,
  'contradictory-labels': (rows, { findings }) =>
    `${count(findings.groupsOf('contradictory-labels'), 'text')} with different labels, in ${rows}`,
  duplicate: (rows) => `${rows} with the text and the label of another row`,
  'long-text': (rows, { limit }) =>
    `${rows} with more than ${limit.most.toLocaleString('en-US')} ${limit.unit} of text and label`,
  'near-duplicate': (rows) => `${rows} nearly equal to another row`,
  'near-duplicate-across-split': (rows) =>
    `${rows} nearly equal to a held-out one: training on it would make the scores look better than they are`,
  'likely-mislabelled': (rows, { auditable, audited }) =>
    `${rows} whose label a model that had not seen it doubts${audited < auditable ? ` (${audited.toLocaleString('en-US')} of ${auditable.toLocaleString('en-US')} examples were audited)` : ''}: look at them, the likeliest first`,
  'personal-data': (rows, outcome) => `${rows} with personal data: ${kinds('personal-data', outcome)}`,
  secrets: (rows, outcome) => `${rows} with what looks like a password or a key: ${kinds('secrets', outcome)}`,
  'held-out-surplus': (rows, { plan }) =>
    `${rows} held out and left out: ${plan['held-out-surplus'].threshold.toLocaleString('en-US')} are enough to judge by, and held-out rows are never trained on`,
};

/** Checks whose findings can be written as placeholders. */
const MASKED: readonly CheckId[] = ['personal-data', 'secrets'];
const INFO: readonly CheckId[] = ['duplicate', 'near-duplicate', 'held-out-surplus'];

function reportRows(outcome: Outcome): Finding[] {
  return CHECK_IDS.flatMap((id): Finding[] => {
    const describe = ROW_MESSAGES[id];
    const rows = outcome.findings.rowsOf(id);
    if (!describe || rows.length === 0) return [];
    const removed = outcome.plan[id].action === 'remove';
    const said = describe(count(rows.length, 'row'), outcome);
    const masked = outcome.masked && !removed && MASKED.includes(id);
    const message = masked ? `${said}; placeholders were written in their place` : said;
    return [
      {
        id,
        severity: INFO.includes(id) ? 'info' : 'warning',
        message,
        rows,
        action: removed ? 'removed' : masked ? 'changed' : 'none',
      },
    ];
  });
}

function kinds(id: CheckId, { findings }: Outcome): string {
  const found = findings.kindsOf(id);
  return kindsOfCheck(id)
    .filter((kind) => found.has(kind))
    .map((kind) => `${kind} in ${found.get(kind)?.toLocaleString('en-US')}`)
    .join(', ');
}

/** Groups of labels that a message lists. */
const GROUPS_SHOWN = 5;

function reportSimilarLabels({ findings, meaning, merged, plan, table }: Outcome): Finding[] {
  if (meaning.similar.length === 0 || plan['similar-labels'].action === 'off') return [];
  const groups = meaning.similar.slice(0, GROUPS_SHOWN).map(([first = 0, ...others]) => {
    const name = (label: number) => table.labels[label] ?? '';
    return `${listNames(others.map(name), 5)} into ${listNames([name(first)])}`;
  });
  const rest = meaning.similar.length - groups.length;
  const which = `${groups.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
  const message = merged
    ? `labels that differ only in case, space or Unicode form were merged: ${which}`
    : `labels that differ only in case, space or Unicode form; --merge-labels ("mergeLabels" in the settings) would make ${which}`;
  const finding = warning('similar-labels', message, findings.rowsOf('similar-labels'));
  return [merged ? { ...finding, action: 'changed' } : finding];
}

function reportAmounts({ classes, examples, heldOut, ownSplit, plan, unusedColumns }: Outcome): Finding[] {
  const found: Finding[] = [];
  const few = plan['few-examples'];
  if (few.action !== 'off' && examples < few.threshold) {
    const message = `${count(examples, 'example')} of ${count(classes.length, 'label')}: a few hundred examples at least are a better start`;
    found.push(warning('few-examples', message));
  }
  const held = plan['few-held-out'];
  if (held.action !== 'off' && heldOut < held.threshold) {
    const why = ownSplit
      ? 'add to the test set'
      : 'add examples, or, if the file is one half of an earlier split, give the other half as the test set';
    const message = `only ${count(heldOut, 'example')} held out, which prove next to nothing about a model: ${why}`;
    found.push(warning('few-held-out', message));
  }
  if (plan['extra-columns'].action !== 'off' && unusedColumns.length > 0) {
    const message = `${count(unusedColumns.length, 'column')} not used: ${listNames(unusedColumns)}`;
    found.push({ ...warning('extra-columns', message), severity: 'info' });
  }
  return found;
}

function reportChanges({ changes }: Outcome): Finding[] {
  return CHECK_IDS.flatMap((id): Finding[] => {
    const message = changes[id];
    return message === undefined ? [] : [{ ...warning(id, message), severity: 'info', action: 'changed' }];
  });
}
