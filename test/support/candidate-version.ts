import type { NewVersion } from '../../core/registry/versions.ts';

/** A version that is not yet registered, trained by the run of that name; its numbers mean nothing. */
export const candidateVersion = (run: string, changes: Partial<NewVersion> = {}): NewVersion => ({
  classifier: 'sports',
  run,
  provider: 'embedded',
  baseUrl: null,
  baseModel: 'base',
  model: `model-of-${run}`,
  dataset: '0'.repeat(32),
  trainingSettings: run,
  format: 'chat',
  labels: [
    { label: 'hockey', answer: 'hockey' },
    { label: 'baseball', answer: 'baseball' },
  ],
  metrics: {
    examples: 0,
    accuracy: 0,
    accuracyInterval: [0, 1],
    macroF1: 0,
    weightedF1: 0,
    logLoss: null,
    expectedCalibrationError: null,
    calibrationInterval: null,
    brier: null,
    perClass: [],
  },
  calibration: null,
  abstention: null,
  profile: null,
  baseline: null,
  baselineServing: null,
  costUsd: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...changes,
});
