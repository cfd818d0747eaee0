import { createHash } from 'node:crypto';
import type { PrepareOptions } from '../options.ts';
import type { DatasetFiles } from './describe.ts';

/** Changed when the same rows would come to mean something else. */
const IDENTITY_VERSION = 'labelsmith.dataset.v1';

const ID_DIGITS = 32;

/**
 * The dataset's id: the first 32 hexadecimal digits of the SHA-256 over the settings that shape it, its labels with their
 * answers, and its two files. The file it came from does not matter, nor its order.
 */
export function identify(
  options: Pick<PrepareOptions, 'format' | 'validationFraction'>,
  { labels, train, validation }: DatasetFiles,
): string {
  const { format, validationFraction } = options;
  const pairs = labels.map(({ label, answer }) => [label, answer]);
  // The lengths keep a line from moving between the two files without a trace.
  const head = [IDENTITY_VERSION, format, validationFraction, pairs, train.byteLength, validation.byteLength];
  return createHash('sha256')
    .update(`${JSON.stringify(head)}\n`)
    .update(train)
    .update(validation)
    .digest('hex')
    .slice(0, ID_DIGITS);
}
