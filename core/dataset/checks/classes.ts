import type { CheckId } from '../../contract/checks.ts';
import { count } from '../../contract/numbers.ts';
import { listNames } from '../unusable.ts';
import type { CheckPlan } from './check-plan.ts';
import type { Finding } from './findings.ts';

/** A class as the checks see it: its label, how many examples are left of it, and the rows of its first ones. */
export interface ClassSize {
  readonly label: string;
  readonly kept: number;
  /** Those of them that are trained on. */
  readonly trained: number;
  readonly rows: readonly number[];
}

/** What is wrong with the classes themselves: too small, too unequal, too many. */
export function findClassProblems(classes: readonly ClassSize[], plan: CheckPlan): Finding[] {
  const found = [
    findUnlearned(classes),
    findSingle(classes),
    findRare(classes, plan),
    findImbalance(classes, plan),
    findMany(classes, plan),
  ];
  return found.flatMap((finding) => (finding && plan[finding.id].action !== 'off' ? [finding] : []));
}

function findUnlearned(classes: readonly ClassSize[]): Finding | undefined {
  const unlearned = classes.filter(({ trained }) => trained === 0);
  if (unlearned.length === 0) return undefined;
  const message = `${count(unlearned.length, 'label')} of the test set that no training row has: no model can ever be right there: ${names(unlearned)}`;
  return warning('unlearned-class', message, rowsOf(unlearned));
}

function findSingle(classes: readonly ClassSize[]): Finding | undefined {
  const single = classes.filter(({ kept }) => kept === 1);
  if (single.length === 0) return undefined;
  const message = `${count(single.length, 'label')} with a single example, which can be learned but not judged: ${names(single)}`;
  return warning('single-example-class', message, rowsOf(single));
}

function findRare(classes: readonly ClassSize[], plan: CheckPlan): Finding | undefined {
  const least = plan['rare-class'].threshold;
  const rare = classes.filter(({ kept }) => kept > 1 && kept < least);
  if (rare.length === 0) return undefined;
  const message = `${count(rare.length, 'label')} with fewer than ${least} examples: ${names(rare)}`;
  return warning('rare-class', message, rowsOf(rare));
}

function findImbalance(classes: readonly ClassSize[], plan: CheckPlan): Finding | undefined {
  const bySize = classes.toSorted((a, b) => a.kept - b.kept);
  const [smallest, largest] = [bySize[0], bySize.at(-1)];
  if (!smallest || !largest || largest.kept <= plan['class-imbalance'].threshold * smallest.kept) return undefined;
  const times = Math.round(largest.kept / smallest.kept);
  return warning(
    'class-imbalance',
    `${names([largest])} has ${times} times the examples of ${names([smallest])}; accuracy alone will look better than the classifier is`,
  );
}

function findMany(classes: readonly ClassSize[], plan: CheckPlan): Finding | undefined {
  const examples = classes.reduce((sum, { kept }) => sum + kept, 0);
  if (classes.length <= 2 || classes.length < plan['many-labels'].threshold * examples) return undefined;
  return warning(
    'many-labels',
    `${classes.length} labels for ${count(examples, 'example')}: the labels may be texts and not classes`,
  );
}

/** A finding that changes nothing. */
export const warning = (id: CheckId, message: string, rows: readonly number[] = []): Finding => ({
  id,
  severity: 'warning',
  message,
  rows: [...rows],
  action: 'none',
});

const rowsOf = (classes: readonly ClassSize[]) => classes.flatMap(({ rows }) => rows).sort((a, b) => a - b);
const names = (classes: readonly ClassSize[]) =>
  listNames(
    classes.map(({ label }) => label),
    5,
  );
