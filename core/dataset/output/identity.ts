import { createHash } from 'node:crypto';
import type { LabelAnswer, PromptForm } from '../../contract/example-format.ts';
import type { PrepareOptions } from '../options.ts';
import type { WrittenLines } from './line-writer.ts';

/** Changed when the same rows would come to mean something else. */
const IDENTITY_VERSION = 'labelsmith.dataset.v1';

const ID_DIGITS = 32;

/** What a dataset consists of. */
export interface DatasetFiles {
  readonly answers: readonly LabelAnswer[];
  /** How texts became prompts; null in chat format. */
  readonly promptForm: PromptForm | null;
  readonly train: WrittenLines;
  readonly validation: WrittenLines;
}

/**
 * The dataset's id: the first 32 hexadecimal digits of the SHA-256 over the settings that shape it, its labels with their
 * answers, the form of its prompts, and the hashes of its two files. The file it came from does not matter, nor its order.
 */
export function identify(
  { format, validationFraction }: Pick<PrepareOptions, 'format' | 'validationFraction'>,
  { answers, promptForm, train, validation }: DatasetFiles,
): string {
  const pairs = answers.map(({ answer, label }) => [label, answer]);
  const form = promptForm && [promptForm.separator, promptForm.lowerCase, promptForm.prefix];
  const content = [IDENTITY_VERSION, format, validationFraction, pairs, form, train.sha256, validation.sha256];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, ID_DIGITS);
}
