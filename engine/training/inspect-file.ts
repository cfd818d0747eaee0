import type { Store } from '../../core/store.ts';
import type { TrainingSetFacts } from '../records/job-record.ts';
import { readExamples } from './example-lines.ts';
import { JobFault } from './job-fault.ts';

/** Examples that OpenAI asks for at least. */
export const FEWEST_EXAMPLES = 10;
/** More different answers than this are not a classification. */
export const MOST_LABELS = 1_000;

/**
 * Reads a training file from end to end and counts.
 * @throws JobFault when a classifier cannot be learnt from it
 */
export async function inspectTrainingFile(store: Store, fileId: string): Promise<TrainingSetFacts> {
  const param = 'training_file';
  const answers = new Set<string>();
  let examples = 0;
  let characters = 0;
  let format: TrainingSetFacts['format'] = 'chat';
  for await (const example of readExamples(store, fileId, param)) {
    examples += 1;
    characters += example.text.length + example.answer.length;
    format = example.format;
    answers.add(example.answer);
    if (answers.size > MOST_LABELS) {
      throw new JobFault(
        'invalid_file_format',
        `There are more than ${MOST_LABELS} different answers: expected labels`,
        param,
      );
    }
  }
  if (examples < FEWEST_EXAMPLES) {
    throw new JobFault(
      'invalid_n_examples',
      `Training file has ${examples} example(s), but must have at least ${FEWEST_EXAMPLES} examples`,
      param,
    );
  }
  if (answers.size < 2) {
    throw new JobFault('invalid_n_examples', 'All examples have the same answer: expected two labels or more', param);
  }
  return { examples, characters, format };
}

/** Reads a validation file from end to end. @throws JobFault at the first line that is no example */
export async function inspectValidationFile(store: Store, fileId: string): Promise<void> {
  for await (const _ of readExamples(store, fileId, 'validation_file'));
}
