import type { Dataset } from '../contract/dataset.ts';
import { readExample } from '../contract/example-row.ts';
import { baselineKey, datasetKey } from '../contract/keys.ts';
import type { WorkflowInput } from '../contract/workflow.ts';
import { LabelsmithError } from '../errors.ts';
import { fitModel } from '../learner/fit.ts';
import type { Model } from '../learner/model/model.ts';
import { decodeModel, encodeModel } from '../learner/model/model-file.ts';
import { learntHost } from '../prediction/learnt-host.ts';
import { readBytes, readText, type Store } from '../store.ts';
import type { TuningContext } from '../tuning/tuning-context.ts';
import type { HeldOutExample } from './scoring/held-out.ts';
import { OutOfTime, scoreExamples } from './scoring/score-examples.ts';

/** Characters of training text that the baseline learns from at most: 100 MB take a minute and a half, and 1 GB of memory. */
const MOST_CHARACTERS = 100_000_000;
/** So long, in ms, it may take to learn them and to answer: with less time left, the next attempt begins with it. */
const LEARNING_MS = 150_000;

/**
 * The free model that every other provider's has to be worth its price beside: the embedded engine's, trained on the same
 * examples. It is kept, since it may answer when the provider does not. Undefined for a dataset that is too large to be
 * learnt beside everything else.
 * @throws OutOfTime when it has yet to be trained, and the function has no time for it
 */
export async function scoreBaseline(
  { store, clock, deadline }: TuningContext,
  { classifier, run }: WorkflowInput,
  dataset: Dataset,
  heldOut: readonly HeldOutExample[],
) {
  const key = baselineKey(classifier, run);
  const kept = await readBaseline(store, key);
  if (!kept && deadline.getTime() - clock().getTime() < LEARNING_MS) {
    throw new OutOfTime('the baseline is yet to be trained');
  }
  const model = kept ?? (await trainBaseline(store, key, dataset));
  if (!model) return undefined;
  const served = { classifier, version: 1, model: key, provider: 'embedded', ...dataset } as const;
  return scoreExamples({ host: learntHost(model), clock }, served, heldOut);
}

async function readBaseline(store: Store, key: string): Promise<Model | undefined> {
  const found = await readBytes(store, key);
  return found && decodeModel(found.bytes);
}

/** The model learns the labels as the answers that they are taught as, so that it can stand in for the other one. */
async function trainBaseline(store: Store, key: string, { dataset, promptForm }: Dataset): Promise<Model | undefined> {
  const trainingKey = datasetKey(dataset, 'train.jsonl');
  const lines = await readText(store, trainingKey);
  if (lines === undefined) {
    throw new LabelsmithError('BrokenArtefact', `${trainingKey} does not exist`, 'Start the run again.');
  }
  if (lines.length > MOST_CHARACTERS) return undefined;
  const examples = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { text, answer } = readExample(line, promptForm);
      return { text, label: answer };
    });
  const { model } = await fitModel(examples);
  await store.write(key, encodeModel(model), { contentType: 'application/octet-stream' });
  return model;
}
