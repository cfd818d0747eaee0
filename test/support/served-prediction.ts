import type { Prediction } from '../../core/contract/prediction.ts';

/** What the embedded engine's version 1 of `sports` answers to a text about hockey. */
export const servedPrediction = (changes: Partial<Prediction> = {}): Prediction => ({
  label: 'hockey',
  confidence: 0.97,
  abstained: false,
  probabilities: null,
  classifier: 'sports',
  version: 1,
  model: 'm',
  provider: 'embedded',
  ...changes,
});
