import { type RunFile, runKey } from '../../core/contract/keys.ts';
import type { LocalProfile } from '../../core/contract/local-profile.ts';
import { percent } from '../../core/contract/numbers.ts';
import type { Prediction } from '../../core/contract/prediction.ts';
import type { Run } from '../../core/contract/run.ts';
import { printable } from './text-width.ts';

const ARTIFACTS: readonly RunFile[] = [
  'run.json',
  'preparation.json',
  'job.json',
  'events.jsonl',
  'results.csv',
  'predictions.jsonl',
  'evaluation.json',
  'report.html',
];

/** Where a run's artefacts lie in the bucket. */
const artifactsOf = (run: Run, bucket: string) => {
  const at = (file: RunFile) => `s3://${bucket}/${runKey(run.run, file)}`;
  return Object.fromEntries(ARTIFACTS.map((file) => [file, at(file)]));
};

/** What `start --once --json` prints: one run, how it ended, and where its artefacts are. */
export function startDocument(run: Run, profile: Pick<LocalProfile, 'bucket'>) {
  const { classifier, status, provider, model, version, promoted, metrics, baseline, verdict, reason } = run;
  return {
    schema: 'labelsmith.start.v1',
    run: run.run,
    classifier,
    status,
    provider,
    model,
    version,
    promoted,
    metrics,
    baseline,
    verdict,
    reason,
    artifacts: artifactsOf(run, profile.bucket),
  };
}

/** Texts beside what the API answered for them. */
export function describePredictions(texts: readonly string[], predictions: readonly Prediction[]): string {
  return predictions
    .map((prediction, index) => {
      const text = printable((texts[index] ?? '').replace(/\s+/g, ' ')).slice(0, 90);
      return `  "${text}"\n    -> ${printable(describeAnswer(prediction))}`;
    })
    .join('\n');
}

function describeAnswer({ label, guess, confidence, probabilities }: Prediction): string {
  if (guess !== undefined) {
    return `no answer: too unsure for the precision that the settings ask for (guess: ${guess} ${percent(confidence ?? 0)})`;
  }
  // Shares of equal size tell nothing where the model named no label.
  if (label === null) return 'no answer: the model answered with none of the labels';
  const all = probabilities?.map((entry) => `${entry.label} ${percent(entry.probability)}`).join(', ');
  return all ? `${label} (${all})` : label;
}

/** How to call the API, and where the artefacts are. */
export function describeAccess(profile: LocalProfile, classifier: string, run?: Run): string {
  const lines = [
    `API:       ${profile.endpoint}`,
    `Token:     ${profile.token}`,
    `S3:        ${profile.s3Endpoint}, bucket ${profile.bucket} (keys in the directory's local.json)`,
    ...(run ? [`Artefacts: s3://${profile.bucket}/runs/${run.run}/`] : []),
    '',
    'Try it:',
    `  curl -s ${profile.endpoint}/v1/classifiers/${classifier}/classify \\`,
    `    -H 'Authorization: Bearer ${profile.token}' -H 'Content-Type: application/json' \\`,
    `    -d '{"text": "..."}'`,
  ];
  return lines.join('\n');
}
