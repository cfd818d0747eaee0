import type { Preparation } from '../../core/contract/dataset.ts';
import type { Evaluation, ScoredExample } from '../../core/contract/evaluation.ts';
import type { Job } from '../../core/contract/job.ts';
import { coverageCurve } from '../../core/evaluation/calibration/coverage-curve.ts';
import { reachVerdict } from '../../core/evaluation/gate/verdict.ts';
import { measure } from '../../core/evaluation/metrics/metrics.ts';
import { worstMistakes } from '../../core/evaluation/metrics/mistakes.ts';
import { learningCurve } from '../../core/report/learning-curve.ts';
import type { RunFacts } from '../../core/report/run-facts.ts';
import { runRecord } from './run-record.ts';

const TIME = '2026-11-22T10:00:00.000Z';

export const RESULTS =
  'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,0.7,0.6,0.5,0.8\n2,0.3,0.9,0.4,0.9\n';

/** So many labels, `class-00` and on. */
export const labelsOf = (classes: number): string[] =>
  Array.from({ length: classes }, (_, index) => `class-${String(index).padStart(2, '0')}`);

/**
 * Answers to held-out examples, dealt out over the labels in turn. Every so-manieth answer is the label after the right one;
 * sure ones and unsure ones take turns.
 */
export function answersTo(labels: readonly string[], examples: number, wrongEvery: number): ScoredExample[] {
  return Array.from({ length: examples }, (_, row) => {
    const expected = labels[row % labels.length] ?? '';
    const isWrong = row % wrongEvery === wrongEvery - 1;
    const label = isWrong ? (labels[(row + 1) % labels.length] ?? '') : expected;
    const confidence = isWrong ? 0.55 + (row % 3) / 10 : 0.7 + (row % 30) / 100;
    const rest = labels.filter((other) => other !== label);
    return {
      row,
      expected,
      label,
      probabilities: [
        { label, probability: confidence },
        ...rest.map((other) => ({ label: other, probability: (1 - confidence) / rest.length })),
      ],
      seconds: 0,
    };
  });
}

export const withoutProbabilities = (answers: readonly ScoredExample[]): ScoredExample[] =>
  answers.map((answer) => ({ ...answer, probabilities: null }));

/** A candidate beside a champion, on the same rows; without one, beside the first label. */
export function evaluationOf(
  labels: readonly string[],
  candidate: readonly ScoredExample[],
  champion: readonly ScoredExample[] | null,
  changes: Partial<Evaluation> = {},
): Evaluation {
  const [first = ''] = labels;
  const answers = new Map(
    candidate.map(({ row }, index) => [row, champion ? (champion[index]?.label ?? null) : first]),
  );
  const opponent = champion
    ? { kind: 'champion' as const, name: 'version 2', answers }
    : { kind: 'majority' as const, name: 'always answering the most frequent label', answers };
  const unlearnt = candidate.flatMap(({ expected, label, probabilities }) => {
    const confidence = probabilities?.[0]?.probability;
    return label === null || confidence === undefined ? [] : [{ label, confidence, right: label === expected }];
  });
  const metrics = measure(candidate, labels);
  return {
    schema: 'labelsmith.evaluation.v1',
    run: 'mails-1',
    dataset: 'd'.repeat(32),
    candidate: metrics,
    serving: champion ? 2 : null,
    servingSince: champion ? '2026-11-26T08:00:00.000Z' : null,
    champion: champion && { version: 2, metrics: measure(champion, labels) },
    comparison: champion && {
      examples: candidate.length,
      trainedOn: 0,
      nearlyTrainedOn: 0,
      unknownLabel: 0,
      onlyCandidate: [],
      onlyChampion: [],
      candidate: metrics,
    },
    baseline: null,
    baselineServing: null,
    baselineSentence: null,
    untuned: null,
    calibration: null,
    abstention: null,
    coverage: coverageCurve({ unlearnt, from: 'held-out' }),
    profile: null,
    majority: { label: first, accuracy: 1 / labels.length },
    verdict: reachVerdict(candidate, opponent, { judging: {}, promotion: 'automatic' }),
    mistakes: worstMistakes(candidate),
    ...changes,
  };
}

export const preparationOf = (labels: readonly string[], changes: Partial<Preparation> = {}): Preparation => ({
  schema: 'labelsmith.preparation.v1',
  run: 'mails-1',
  dataset: 'd'.repeat(32),
  source: 'uploads/mails/a.csv',
  examples: 1210,
  labels: Object.fromEntries(labels.map((label, index) => [label, 1000 - index])),
  removed: { duplicate: [1, 2, 3, 4, 5, 6, 7, 8], 'long-text': [9, 10] },
  columns: { text: 'text', label: 'label', why: 'Text: "text", which has a well-known name.' },
  train: { rows: 960 },
  validation: { rows: 240 },
  tokens: { train: 5000, billed: 20_000, error: 0 },
  estimate: { costUsd: 1.25, seconds: 600 },
  estimates: [],
  lengths: [],
  notes: [],
  sources: [],
  suspects: [],
  checks: [{ id: 'secrets', severity: 'warning', message: '1 row with a key', rows: [4], action: 'none' }],
  ...changes,
});

export const jobOf = (changes: Partial<Job> = {}): Job => ({
  schema: 'labelsmith.job.v1',
  run: 'mails-1',
  provider: 'openai',
  baseUrl: '',
  id: 'ftjob-1',
  status: 'succeeded',
  baseModel: 'gpt-4.1-mini-2025-04-14',
  trainingSettings: 'a9e6',
  promotion: 'automatic',
  model: 'ft:mails',
  trainingFile: 'file-1',
  validationFile: 'file-2',
  resultFiles: [],
  hyperparameters: {},
  trainedTokens: 20_000,
  createdAt: TIME,
  estimatedFinish: null,
  finishedAt: TIME,
  lastSeenAt: TIME,
  error: null,
  checkpoints: [],
  looks: 1,
  lastProgressAt: null,
  silentSince: null,
  resultsMissingSince: null,
  restMissingSince: null,
  resultRows: 2,
  adoptedFrom: null,
  ...changes,
});

/** What is known of a run that made version 3, with what a test wants to be otherwise. */
export function factsOf(
  labels: readonly string[],
  evaluation: Evaluation | null,
  changes: Partial<RunFacts> = {},
): RunFacts {
  return {
    run: runRecord('mails-1', {
      status: 'succeeded',
      state: 'Run complete',
      provider: 'openai',
      dataset: 'd'.repeat(32),
      job: 'ftjob-1',
      model: 'ft:mails',
      version: 3,
      promoted: evaluation?.verdict.promote ?? null,
      verdict: evaluation?.verdict.sentence ?? null,
      metrics: evaluation?.candidate ?? null,
      finishedAt: '2026-11-22T10:31:00.000Z',
    }),
    preparation: preparationOf(labels),
    plan: null,
    job: jobOf(),
    evaluation,
    curve: learningCurve(RESULTS, []),
    unreadable: [],
    ...changes,
  };
}
