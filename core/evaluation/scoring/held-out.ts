import type { Dataset } from '../../contract/dataset.ts';
import { readExample } from '../../contract/example-row.ts';
import { datasetKey } from '../../contract/keys.ts';
import { LabelsmithError } from '../../errors.ts';
import { readText, type Store } from '../../store.ts';

export interface HeldOutExample {
  /** Line of `validation.jsonl`, counted from 0. */
  readonly row: number;
  readonly text: string;
  readonly expected: string;
}

/** The dataset's held-out examples, with the user's own labels in place of the answers they are trained as. */
export async function readHeldOut(store: Store, dataset: Dataset): Promise<HeldOutExample[]> {
  const key = datasetKey(dataset.dataset, 'validation.jsonl');
  const text = await readText(store, key);
  if (text === undefined) throw new LabelsmithError('BrokenArtefact', `${key} does not exist`, 'Start the run again.');
  const labelOf = new Map(dataset.labels.map(({ label, answer }) => [answer, label]));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, row) => {
      const example = readExample(line, dataset.promptForm);
      const expected = labelOf.get(example.answer);
      if (expected === undefined) {
        throw new LabelsmithError(
          'BrokenArtefact',
          `${key}, line ${row}: its answer is no label's`,
          'Start the run again.',
        );
      }
      return { row, text: example.text, expected };
    });
}
