import { createRandom, shuffle } from '../random.ts';
import { workHere } from '../work.ts';
import { calibrateHeldOut } from './calibrate-held-out.ts';
import { type CrossFitOptions, crossFitCosts } from './cross-fit.ts';

/** The C that are tried, rising. Below, most sets lose accuracy; above, none gains any, and training takes longer. */
const COSTS: readonly number[] = [0.25, 0.5, 1, 2];
/** Entries times classes of the rows that are tried on, at most: some seconds of one processor. */
const MOST_WORK = 3.5e7;

/**
 * The C under which examples that were held out are told with the least cross-entropy, each C at its own best
 * temperature. Entropy tells more from the same examples than the count of mistakes does. Of a large set, some rows drawn at
 * random decide for all, a third of them held out.
 */
export async function chooseCost(options: Omit<CrossFitOptions, 'cost' | 'among'>): Promise<number> {
  const among = sample(options);
  const sampled = among.length < options.rows.count;
  const tables = await crossFitCosts({ ...options, among, ...(sampled && { rounds: 1 }) }, COSTS);
  const { workers = workHere } = options;
  const calibrated = await Promise.all(tables.map((held) => calibrateHeldOut(held, workers)));
  const losses = calibrated.map(({ loss }) => loss);
  return COSTS[losses.indexOf(Math.min(...losses))] ?? 1;
}

function sample({ rows, classCount, seed = 0 }: Omit<CrossFitOptions, 'cost' | 'among'>): Int32Array {
  const all = Int32Array.from({ length: rows.count }, (_, row) => row);
  const share = MOST_WORK / Math.max(rows.columns.length * classCount, 1);
  if (share >= 1) return all;
  return shuffle(all, createRandom(seed))
    .slice(0, Math.ceil(rows.count * share))
    .sort();
}
