import { timeOf } from './normalise.ts';

/** What lists tell the age of. */
interface Dated {
  readonly created_at?: number | string | null | undefined;
}

/** Two clocks may differ by this much. */
const SKEW_MS = 3_600_000;
/** Lists are newest first: after so many older entries in a row, no younger one follows. */
const OLDER_IN_A_ROW = 100;

/** Whether an entry is older than a moment of our clock, for certain. One without a date is not. */
export function isOlder({ created_at }: Dated, moment: Date): boolean {
  const created = timeOf(created_at);
  return created !== undefined && created.getTime() < moment.getTime() - SKEW_MS;
}

/** The entries of a list up to where only older ones than the moment can follow. */
export async function* untilOlder<T extends Dated>(list: AsyncIterable<T>, moment: Date): AsyncGenerator<T> {
  let older = 0;
  for await (const entry of list) {
    yield entry;
    older = isOlder(entry, moment) ? older + 1 : 0;
    if (older === OLDER_IN_A_ROW) return;
  }
}
