import type { Source } from '../source.ts';
import { readJsonLines } from './json-lines.ts';
import { openRows } from './open-rows.ts';
import type { ReadingOptions } from './reading-options.ts';
import type { SourceRow } from './source-row.ts';

export { SUPPORTED_EXTENSIONS } from './file-kind.ts';
export { empty } from './open-rows.ts';

/**
 * The rows of a file, one by one, whatever it is written in.
 * @throws LabelsmithError `UnusableSource` as {@link openRows}
 */
export async function* readRows(source: Source, options: ReadingOptions = {}): AsyncGenerator<SourceRow> {
  const opened = await openRows(source, options);
  if (opened.format === 'rows') yield* opened.rows;
  else yield* readJsonLines(source.name, opened, opened.wrongBytes);
}
