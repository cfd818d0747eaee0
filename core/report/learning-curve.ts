import type { JobEvent, Progress } from '../contract/job.ts';
import { parseResults, type ResultsRow } from '../tuning/results-table.ts';

/** Values by step. */
export type Series = readonly (readonly [step: number, value: number])[];

/** How training went; a series is empty where the provider tells nothing. Losses are cross-entropies in nats. */
export interface LearningCurve {
  readonly trainLoss: Series;
  readonly validationLoss: Series;
  readonly trainAccuracy: Series;
  readonly validationAccuracy: Series;
}

/** How hosts name a column; the first one of a table that fits is taken. */
const COLUMNS: Readonly<Record<keyof LearningCurve, RegExp>> = {
  trainLoss: /^train(ing)?_loss$/i,
  validationLoss: /^(full_)?(valid(ation)?|eval)_loss$/i,
  trainAccuracy: /^train(ing)?_(mean_)?((token|sequence)_)?accuracy$/i,
  validationAccuracy: /^(full_)?(valid(ation)?|eval)_(mean_)?((token|sequence)_)?accuracy$/i,
};

/** Points of a series at most; of more, neighbours are put together as their means. */
export const MOST_POINTS = 120;

/** The curve in a table of results, else in what the events told. */
export function learningCurve(csv: string | undefined, events: readonly JobEvent[]): LearningCurve {
  const rows = parseResults(csv ?? '');
  const told = events.flatMap(({ progress }) => (progress ? [progress] : []));
  const fromTable = curveOf((field) => fromRows(rows, field));
  const isEmpty = Object.values(fromTable).every((series) => series.length === 0);
  return isEmpty ? curveOf((field) => fromProgress(told, field)) : fromTable;
}

const curveOf = (series: (field: keyof LearningCurve) => Series): LearningCurve => ({
  trainLoss: thin(series('trainLoss')),
  validationLoss: thin(series('validationLoss')),
  trainAccuracy: thin(series('trainAccuracy')),
  validationAccuracy: thin(series('validationAccuracy')),
});

function fromRows(rows: readonly ResultsRow[], field: keyof LearningCurve): Series {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const column = names.find((candidate) => COLUMNS[field].test(candidate));
  const stepColumn = names.find((candidate) => /^(step|epoch)$/i.test(candidate));
  if (column === undefined) return [];
  return rows.flatMap((row, index) => {
    const value = row[column];
    const step = stepColumn === undefined ? index + 1 : row[stepColumn];
    return value === undefined || step === undefined ? [] : [[step, value] as const];
  });
}

/** An event may repeat a step's numbers: the last ones count. */
function fromProgress(told: readonly Progress[], field: keyof LearningCurve): Series {
  const values = told.flatMap((progress): (readonly [number, number])[] => {
    const step = progress.step ?? progress.epoch;
    const value = progress[field];
    return step === undefined || value === undefined ? [] : [[step, value]];
  });
  return [...new Map(values)].sort(([a], [b]) => a - b);
}

function thin(series: Series): Series {
  if (series.length <= MOST_POINTS) return series;
  const size = series.length / MOST_POINTS;
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const part = series.slice(Math.floor(index * size), Math.floor((index + 1) * size));
    const mean = (column: 0 | 1) => part.reduce((sum, point) => sum + point[column], 0) / part.length;
    return [mean(0), mean(1)] as const;
  });
}
