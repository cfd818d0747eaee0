/** Where everything lies in the bucket. Every key is made here, but for those below `engine/`: `engine/keys.ts` makes them. */

/** The only prefix that users write to and that starts runs: `uploads/<classifier>/<file>`. */
export const UPLOADS_PREFIX = 'uploads/';
export const CLASSIFIERS_PREFIX = 'classifiers/';
export const DATASETS_PREFIX = 'datasets/';
export const RUNS_PREFIX = 'runs/';
/** One object for each run that still has something at a provider. */
export const UNRELEASED_PREFIX = 'unreleased/';
/** One object for each dataset and settings that a job succeeded with, whether or not a version came of it. */
export const TRAINED_PREFIX = 'trained/';
/** The embedded model of each run of another provider: what it is compared with, and what may stand in for it. */
export const BASELINES_PREFIX = 'baselines/';
/** Counts of what each classifier answered, until they are reported: many small objects, so that they lie by themselves. */
export const SERVED_PREFIX = 'served/';
/** The embedded engine's own files, jobs and models. */
export const ENGINE_PREFIX = 'engine/';
/** The embedded engine's models: all that answering takes of what it keeps. */
export const ENGINE_MODELS_PREFIX = `${ENGINE_PREFIX}models/`;

export const uploadsPrefix = (classifier: string) => `${UPLOADS_PREFIX}${classifier}/`;
export const classifierPrefix = (classifier: string) => `${CLASSIFIERS_PREFIX}${classifier}/`;
export const settingsKey = (classifier: string) => `${classifierPrefix(classifier)}settings.json`;
export const championKey = (classifier: string) => `${classifierPrefix(classifier)}champion.json`;
export const deletionKey = (classifier: string) => `${classifierPrefix(classifier)}deletion.json`;
export const versionsPrefix = (classifier: string) => `${classifierPrefix(classifier)}versions/`;
export const versionKey = (classifier: string, version: number) => `${versionsPrefix(classifier)}${version}.json`;
export const feedbackPrefix = (classifier: string) => `${classifierPrefix(classifier)}feedback/`;
export const feedbackKey = (classifier: string, id: string) => `${feedbackPrefix(classifier)}${id}.json`;
export const historyPrefix = (classifier: string) => `${classifierPrefix(classifier)}history/`;
export const historyKey = (classifier: string, time: string, id: string) =>
  `${historyPrefix(classifier)}${time}-${id}.json`;

export type DatasetFile = 'train.jsonl' | 'validation.jsonl' | 'dataset.json';
export const datasetPrefix = (dataset: string) => `${DATASETS_PREFIX}${dataset}/`;
export const datasetKey = (dataset: string, file: DatasetFile) => `${datasetPrefix(dataset)}${file}`;

/** The answers of one model to a run's held-out examples: of the run's own one, an untuned one, a version, or a checkpoint. */
export type PredictionsFile =
  | 'predictions.jsonl'
  | 'predictions-untuned.jsonl'
  | `predictions-version-${number}.jsonl`
  | `predictions-step-${number}.jsonl`;

export type RunFile =
  | 'run.json'
  | 'preparation.json'
  | 'plan.json'
  | 'claim.json'
  | 'job.json'
  | 'events.jsonl'
  | 'provider-results.csv'
  | 'results.csv'
  | PredictionsFile
  | 'evaluation.json'
  | 'report.html';
export const runPrefix = (run: string) => `${RUNS_PREFIX}${run}/`;
export const runKey = (run: string, file: RunFile) => `${runPrefix(run)}${file}`;

export const unreleasedKey = (run: string) => `${UNRELEASED_PREFIX}${run}.json`;
export const trainedPrefix = (classifier: string) => `${TRAINED_PREFIX}${classifier}/`;
export const trainedKey = (classifier: string, dataset: string, trainingSettings: string) =>
  `${trainedPrefix(classifier)}${dataset}-${trainingSettings}.json`;
export const baselinesPrefix = (classifier: string) => `${BASELINES_PREFIX}${classifier}/`;
export const baselineKey = (classifier: string, run: string) => `${baselinesPrefix(classifier)}${run}.bin`;
export const servedPrefix = (classifier: string) => `${SERVED_PREFIX}${classifier}/`;
/** @param day `YYYY-MM-DD`, in UTC */
export const servedKey = (classifier: string, day: string, id: string) =>
  `${servedPrefix(classifier)}${day}/${id}.json`;
export const driftPrefix = (classifier: string) => `${classifierPrefix(classifier)}drift/`;
export const driftKey = (classifier: string, day: string) => `${driftPrefix(classifier)}${day}.json`;
export const sunsetKey = (classifier: string) => `${classifierPrefix(classifier)}sunset.json`;

/** A file's name as it stands in the key of an upload over the API: only what is harmless in a key is kept. */
export const nameInKey = (file: string) => file.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(-100);

/** Begins the names of uploads over the API, so that none overwrites another: a time without colons and dots. */
const UPLOAD_TIME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-/;

/** Whether an upload's key is that of the file with this name: by itself, or behind the time that the API puts first. */
export function isUploadOf(key: string, classifier: string, file: string): boolean {
  const prefix = uploadsPrefix(classifier);
  if (!key.startsWith(prefix)) return false;
  const name = key.slice(prefix.length);
  return name === file || name.replace(UPLOAD_TIME, '') === nameInKey(file);
}

/** The classifier and the file's own name of an upload's key, or undefined when the key is not an upload's. */
export function parseUploadKey(key: string): { classifier: string; file: string } | undefined {
  const match = /^uploads\/([^/]+)\/(.+)$/s.exec(key);
  return match?.[1] && match[2] ? { classifier: match[1], file: match[2] } : undefined;
}

/** The classifier and the day of a tally's key, or undefined when the key is not a tally's. */
export function parseServedKey(key: string): { classifier: string; day: string } | undefined {
  const match = /^served\/([^/]+)\/(\d{4}-\d\d-\d\d)\/[^/]+\.json$/.exec(key);
  return match?.[1] && match[2] ? { classifier: match[1], day: match[2] } : undefined;
}
