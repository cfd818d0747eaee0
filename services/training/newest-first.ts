import { timeOf } from './normalise.ts';

/** What lists tell the age of. */
interface Dated {
  readonly created_at?: number | string | null | undefined;
}

/** Two clocks may differ by this much. */
const SKEW_MS = 3_600_000;
/** Lists are newest first: after so many older entries in a row, none of them younger than the one before, no younger one follows. */
const OLDER_IN_A_ROW = 100;

/** Whether an entry is older than a moment of our clock, for certain. One without a date is not. */
export function isOlder({ created_at }: Dated, moment: Date): boolean {
  const created = timeOf(created_at);
  return created !== undefined && created.getTime() < moment.getTime() - SKEW_MS;
}

/**
 * The entries of a list up to where only older ones than the moment can follow. A host that lists its oldest entries
 * first has its whole list read: what is looked for stands at its end.
 */
export async function* untilOlder<T extends Dated>(list: AsyncIterable<T>, moment: Date): AsyncGenerator<T> {
  let older = 0;
  let before: Date | undefined;
  for await (const entry of list) {
    yield entry;
    const created = timeOf(entry.created_at);
    const isRising = created !== undefined && before !== undefined && created > before;
    older = isOlder(entry, moment) && !isRising ? older + 1 : 0;
    if (older === OLDER_IN_A_ROW) return;
    before = created ?? before;
  }
}
