import { planChecks } from './checks/check-plan.ts';
import { Findings } from './checks/findings.ts';
import { understandLabels } from './checks/labels.ts';
import { limitLength } from './checks/long-text.ts';
import { decide } from './decide.ts';
import { markMislabelled } from './mark-mislabelled.ts';
import { markNearDuplicates } from './mark-near-duplicates.ts';
import type { PreparedDataset, PrepareOptions, PrepareProgress, PrepareSurroundings } from './options.ts';
import { DEFAULT_BASE_MODEL } from './output/token-tally.ts';
import { writeDataset } from './output/write-dataset.ts';
import { readSources } from './read-sources.ts';
import { Partitions } from './records/partitions.ts';
import { SpillBudget } from './records/spill.ts';
import { requireBothSides, requireLearnable, requireReadable } from './requirements.ts';
import { memoryScratch } from './scratch.ts';
import type { Source } from './source.ts';
import { settleSides } from './split.ts';

export type { PreparedDataset, PreparedFile, PrepareOptions, PrepareProgress, PrepareSurroundings } from './options.ts';
export type { Source } from './source.ts';

/** Memory for the signatures of near-duplicates; more of them go to scratch. */
const SIGNATURE_BYTES_HELD = 8 * 1024 ** 2;

/**
 * Reads a file of labelled texts, checks and cleans it, splits it and writes it as JSON Lines. The file is read once; what
 * does not fit into memory lies in scratch meanwhile. The result depends on the rows and the options only: not on the
 * rows' order, nor on the kind of file they came in.
 * @throws LabelsmithError `UnusableSource` when nothing can be learned from the file; the message names it, and the row
 *   where there is one
 */
export async function prepareDataset(
  source: Source,
  options: PrepareOptions,
  surroundings: PrepareSurroundings = {},
): Promise<PreparedDataset> {
  const { audit, scratch = memoryScratch(), onProgress } = surroundings;
  const plan = planChecks(options.format, options.checks);
  const limit = limitLength(options.format, options.baseModel ?? DEFAULT_BASE_MODEL, options.checks);
  const findings = new Findings();
  const partitions = new Partitions(scratch);
  const budget = new SpillBudget(scratch, 'signatures', SIGNATURE_BYTES_HELD);
  try {
    const read = await readSources(source, options, plan, partitions, surroundings);
    const progress = (stage: PrepareProgress['stage']) => (share: number) =>
      onProgress?.({ stage, rows: read.rows, share });
    requireReadable(read, plan['broken-row'].threshold);

    const meaning = understandLabels(read.table, options.mergeLabels ?? false);
    const names = read.table.labels;
    const decided = await decide(partitions, {
      format: options.format,
      plan,
      limit,
      fraction: options.validationFraction,
      ownSplit: read.ownSplit,
      labels: names,
      meaning,
      findings,
      budget,
      onProgress: progress('checking'),
    });
    requireLearnable(source.name, read, decided);
    settleSides(decided, names, plan);
    requireBothSides(source.name, decided);
    progress('comparing')(0);
    await markNearDuplicates(decided, plan);
    const mislabelled = await markMislabelled(partitions, decided, {
      plan,
      names,
      audit,
      onProgress: progress('auditing'),
    });
    return await writeDataset(partitions, decided, {
      options,
      plan,
      limit,
      findings,
      read,
      meaning,
      mislabelled,
      scratch,
      onProgress: progress('writing'),
    });
  } finally {
    await partitions.close();
    await budget.close();
  }
}
