import type { Example } from '../example.ts';
import { listNames } from '../unusable.ts';
import { count, type Finding, rowsOf } from './finding.ts';

type Classes = readonly (readonly [string, readonly Example[]])[];

/** Examples of a class under which its scores say next to nothing, and its side of the split is not left to chance. */
export const RARE_CLASS = 10;

/** How many times the smallest class the largest may be before accuracy is mostly that of guessing it. */
const IMBALANCE = 10;

/** Share of different labels among the examples from which they look more like texts than like classes. */
const MANY_LABELS_SHARE = 1 / 3;

/** What is wrong with the classes themselves: too small, too unequal, too many, too much alike. */
export function findClassProblems(classes: Classes): Finding[] {
  return [
    findSingle(classes),
    findRare(classes),
    findImbalance(classes),
    findMany(classes),
    findSimilar(classes),
  ].flatMap((finding) => finding ?? []);
}

function findSingle(classes: Classes): Finding | undefined {
  const single = classes.filter(([, members]) => members.length === 1);
  const message = `${count(single.length, 'label')} with a single example, which can be learned but not judged: ${names(single)}`;
  return warning('single-example-class', message, single);
}

function findRare(classes: Classes): Finding | undefined {
  const rare = classes.filter(([, members]) => members.length > 1 && members.length < RARE_CLASS);
  return warning(
    'rare-class',
    `${count(rare.length, 'label')} with fewer than ${RARE_CLASS} examples: ${names(rare)}`,
    rare,
  );
}

function findImbalance(classes: Classes): Finding | undefined {
  const bySize = classes.toSorted(([, a], [, b]) => a.length - b.length);
  const [smallest, largest] = [bySize[0], bySize.at(-1)];
  if (!smallest || !largest || largest[1].length <= IMBALANCE * smallest[1].length) return undefined;
  const times = Math.round(largest[1].length / smallest[1].length);
  return {
    id: 'class-imbalance',
    severity: 'warning',
    message: `${names([largest])} has ${times} times the examples of ${names([smallest])}; accuracy alone will look better than the classifier is`,
    rows: [],
    action: 'none',
  };
}

function findMany(classes: Classes): Finding | undefined {
  const examples = classes.reduce((sum, [, members]) => sum + members.length, 0);
  if (classes.length <= 2 || classes.length < MANY_LABELS_SHARE * examples) return undefined;
  return {
    id: 'many-labels',
    severity: 'warning',
    message: `${classes.length} labels for ${count(examples, 'example')}: the labels may be texts and not classes`,
    rows: [],
    action: 'none',
  };
}

function findSimilar(classes: Classes): Finding | undefined {
  const groups = Map.groupBy(classes, ([label]) => label.normalize('NFKC').trim().toLowerCase());
  const similar = [...groups.values()].filter((group) => group.length > 1).flat();
  return warning('similar-labels', `labels that differ only in case or outer space: ${names(similar)}`, similar);
}

function warning(id: Finding['id'], message: string, found: Classes): Finding | undefined {
  if (found.length === 0) return undefined;
  return { id, severity: 'warning', message, rows: rowsOf(found.flatMap(([, members]) => members)), action: 'none' };
}

const names = (classes: Classes) =>
  listNames(
    classes.map(([label]) => label),
    5,
  );
