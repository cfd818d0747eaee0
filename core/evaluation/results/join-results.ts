import { readResultsTable, writeResultsTable } from '../../tuning/results-table.ts';
import { CLASSIFICATION_COLUMNS, type ClassificationRow } from './classification-columns.ts';

/** One model's classification metrics, and the step of training that it comes from; null: the end, whatever its number. */
export interface MeasuredStep {
  readonly step: number | null;
  readonly row: ClassificationRow;
}

/**
 * The provider's table with the classification columns beside its own, each model's in the row of its step; the other
 * rows' cells stay blank. A step that the table does not have gets a row of its own, in its place; so a provider without
 * any table still gives one with these columns. The end of training is the table's last row, unless a measured step is as
 * late as that: then the end has a row of its own, without a number.
 * @param csv the provider's table as it came
 */
export function joinResults(csv: string, measured: readonly MeasuredStep[]): string {
  const told = readResultsTable(csv);
  const stepColumn = told.columns.find((name) => name.toLowerCase() === 'step') ?? 'step';
  const stepOf = (row: Readonly<Record<string, string>> | undefined) => Number(row?.[stepColumn] || Number.NaN);
  const rows = [...told.rows];
  const lastMeasured = Math.max(...measured.map(({ step }) => step ?? Number.NEGATIVE_INFINITY));
  const endOfTraining = () => (lastMeasured >= stepOf(rows.at(-1)) ? -1 : rows.length - 1);
  for (const { step, row } of measured) {
    const cells = Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
    );
    const at = step === null ? endOfTraining() : rows.findIndex((candidate) => stepOf(candidate) === step);
    if (at >= 0) rows[at] = { ...rows[at], ...cells };
    else rows.push({ ...(step !== null && { [stepColumn]: String(step) }), ...cells });
    rows.sort((a, b) => stepOf(a) - stepOf(b) || 0);
  }
  const own = told.columns.includes(stepColumn) ? told.columns : [stepColumn, ...told.columns];
  return writeResultsTable({ columns: [...own, ...CLASSIFICATION_COLUMNS], rows });
}
