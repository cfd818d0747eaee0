import type { Shape } from '../columns/shape.ts';
import type { Example } from '../example.ts';
import { groupByLabel } from '../split.ts';
import { listNames } from '../unusable.ts';
import { findClassProblems } from './classes.ts';
import { count, type Finding } from './finding.ts';

/** Examples under which even an easy task is learned badly; the old tool gave the same advice at the same number. */
const FEW_EXAMPLES = 100;

/** The checks that change nothing: what a person should know about the examples that are kept. */
export function reportOn(kept: readonly Example[], shape: Shape): Finding[] {
  const classes = groupByLabel(kept);
  return [...findClassProblems(classes), ...findFewExamples(kept.length, classes.length), ...findExtraColumns(shape)];
}

function findFewExamples(examples: number, classes: number): Finding[] {
  if (examples >= FEW_EXAMPLES) return [];
  return [
    {
      id: 'few-examples',
      severity: 'warning',
      message: `${count(examples, 'example')} of ${count(classes, 'label')}: a few hundred examples at least are a better start`,
      rows: [],
      action: 'none',
    },
  ];
}

function findExtraColumns({ unused }: Shape): Finding[] {
  if (unused.length === 0) return [];
  return [
    {
      id: 'extra-columns',
      severity: 'info',
      message: `${count(unused.length, 'column')} not used: ${listNames(unused)}`,
      rows: [],
      action: 'none',
    },
  ];
}
