import type { Dataset } from '../contract/dataset.ts';
import type { TrainingProfile } from '../contract/drift.ts';
import type { CalibratedAnswers } from '../evaluation/calibration/calibrate-answers.ts';
import type { HeldOutExample } from '../evaluation/scoring/held-out.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';
import { countConfidences } from './confidence-class.ts';

/** What is known at judging that a day's answers can later be compared with. */
export async function trainingProfile(
  { labels }: Pick<Dataset, 'labels'>,
  { unlearnt }: Pick<CalibratedAnswers, 'unlearnt'>,
  heldOut: readonly HeldOutExample[],
  host: PredictionHost,
  model: string,
): Promise<TrainingProfile> {
  return {
    labels: labels.map(({ label, train }) => ({ label, examples: train })),
    confidences: unlearnt.length > 0 ? countConfidences(unlearnt.map(({ confidence }) => confidence)) : null,
    words: await countHeldOut(heldOut, host, model),
  };
}

async function countHeldOut(heldOut: readonly HeldOutExample[], host: PredictionHost, model: string) {
  if (!host.countWords) return null;
  const all = { words: 0, unseen: 0 };
  for (const { text } of heldOut) {
    const { words, unseen } = await host.countWords(model, text);
    all.words += words;
    all.unseen += unseen;
  }
  return all;
}
