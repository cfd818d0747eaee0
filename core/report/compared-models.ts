import type { Evaluation } from '../contract/evaluation.ts';
import type { Metrics } from '../contract/metrics.ts';
import { count } from '../contract/numbers.ts';
import { wilsonInterval } from '../evaluation/metrics/intervals.ts';
import { LONGEST_LABEL, shorten } from './markup.ts';
import { dollars } from './numbers.ts';
import type { RunFacts } from './run-facts.ts';
import { spentUsd } from './spent.ts';

/** One of those that are compared, on the rows of its group. */
export interface ComparedModel {
  readonly name: string;
  readonly isCandidate: boolean;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  readonly macroF1: number | null;
  readonly calibrationError: number | null;
  /** In words: what was paid for it. */
  readonly cost: string;
}

/** Models that were asked about the same rows. */
export interface ComparedGroup {
  /** Which rows, in words. */
  readonly rows: string;
  readonly models: readonly ComparedModel[];
}

/** How the candidate is called. */
const candidateName = ({ run }: Pick<RunFacts, 'run'>): string =>
  run.version === null ? 'The candidate' : `Version ${run.version}`;

/**
 * Who was compared on which rows: one group when all were asked about the same ones, two when the champion can be compared
 * on fewer than are held out.
 */
export function comparedGroups(facts: RunFacts, evaluation: Evaluation): ComparedGroup[] {
  const { candidate, champion, comparison } = evaluation;
  const own = (metrics: Metrics) => model(candidateName(facts), metrics, costOfTraining(facts), true);
  const all = `all ${count(candidate.examples, 'held-out example')}`;
  const rest = besides(evaluation);
  if (!champion || !comparison) return [{ rows: all, models: [own(candidate), ...rest] }];
  const serving = model(`Version ${champion.version}, which served`, champion.metrics, '');
  const isAll =
    comparison.examples === candidate.examples &&
    comparison.onlyCandidate.length + comparison.onlyChampion.length === 0;
  if (isAll) return [{ rows: all, models: [own(candidate), serving, ...rest] }];
  const shared = `the ${count(comparison.examples, 'held-out example')} that say something of both versions`;
  return [
    { rows: shared, models: [own(comparison.candidate), serving] },
    { rows: all, models: [own(candidate), ...rest] },
  ];
}

function besides({ baseline, candidate, majority, untuned }: Evaluation): ComparedModel[] {
  const right = Math.round(majority.accuracy * candidate.examples);
  const asked = untuned && untuned.metrics.examples < candidate.examples;
  return [
    ...(baseline ? [model('Embedded model, free', baseline, dollars(0))] : []),
    ...(untuned
      ? [
          model(
            `${untuned.model}, untuned${asked ? `, first ${untuned.metrics.examples}` : ''}`,
            untuned.metrics,
            untuned.costUsd === null ? 'unknown' : `${dollars(untuned.costUsd)} to ask`,
          ),
        ]
      : []),
    {
      name: `Always "${shorten(majority.label, LONGEST_LABEL)}"`,
      isCandidate: false,
      accuracy: majority.accuracy,
      interval: wilsonInterval(right, candidate.examples),
      macroF1: null,
      calibrationError: null,
      cost: '',
    },
  ];
}

const costOfTraining = (facts: RunFacts): string => {
  const spent = spentUsd(facts);
  return spent === null ? 'unknown' : `${dollars(spent)} to train`;
};

const model = (name: string, metrics: Metrics, cost: string, isCandidate = false): ComparedModel => ({
  name,
  isCandidate,
  accuracy: metrics.accuracy,
  interval: metrics.accuracyInterval,
  macroF1: metrics.macroF1,
  calibrationError: metrics.expectedCalibrationError,
  cost,
});
