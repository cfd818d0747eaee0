import type { Checkpoint, Job, JobEvent } from '../contract/job.ts';
import type { DatasetFormat, ProviderName } from '../contract/names.ts';
import type { Hyperparameters } from '../contract/settings.ts';
import type { SureAnswer } from '../evaluation/calibration/threshold.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';

/** What a provider can do, as far as it matters before a job is created. */
export interface Capabilities {
  readonly formats: readonly DatasetFormat[];
  /** Classes whose probability one answer can give, by format; 0 where the host tells none. */
  readonly logprobs: Readonly<Record<DatasetFormat, number>>;
  /** Bytes that one uploaded file may have. */
  readonly mostFileBytes: number;
  /** `any-label`: every label is one token. `tokenizer`: a label is as many tokens as the model's tokenizer makes of it. */
  readonly answers: 'any-label' | 'tokenizer';
  /** Two creates with one token are one job, so that an uncertain create may simply be repeated. */
  readonly createIsIdempotent: boolean;
  /** A base model that its list of models does not name cannot be tuned. */
  readonly listsBaseModels: boolean;
  /** null where the settings must name one. */
  readonly defaultBaseModel: string | null;
}

/** What a provider says of a model. */
export interface ProviderModel {
  /** The day on which it goes out of service, `YYYY-MM-DD`; null when none is announced. */
  readonly shutdownDate: string | null;
}

/** What a job is known by where its id is not. */
export interface JobMarks {
  readonly token: string;
  readonly trainingFile: string | null;
  /** The job is not older than this. */
  readonly since: Date;
}

export interface JobRequest {
  /** Marks the job as this run's, so that it can be found again. */
  readonly token: string;
  readonly baseModel: string;
  readonly trainingFile: string;
  readonly validationFile: string | null;
  readonly suffix: string;
  readonly seed: number;
  readonly hyperparameters: Hyperparameters;
  readonly format: DatasetFormat;
}

/** A job as the provider tells of it, in our words. Hosts leave out much: what we asked for, we know ourselves. */
export type ProviderJob = Pick<
  Job,
  'id' | 'status' | 'model' | 'resultFiles' | 'trainedTokens' | 'estimatedFinish' | 'finishedAt' | 'error'
> & {
  readonly trainingFile: string | null;
  readonly validationFile: string | null;
  /** The token that it was created with, as far as the host keeps it. */
  readonly token: string | null;
};

/**
 * The training half of the port to a fine-tuning service.
 * Every method throws LabelsmithError `ProviderUnavailable` for a passing fault, `KeyRefused` when nobody is let in, and
 * `ProviderRefused` for another lasting one. An answer that makes no sense is a passing fault: it is never read as "none".
 */
export interface TrainingProvider {
  readonly name: ProviderName;
  readonly capabilities: Capabilities;
  /** Uploads one JSONL file and returns its id there. */
  upload(name: string, content: AsyncIterable<Uint8Array>): Promise<string>;
  create(request: JobRequest): Promise<ProviderJob>;
  /**
   * The job that was created with this token, or on this training file, if the provider has one.
   * @throws LabelsmithError `JobUncertain` when the provider cannot tell
   */
  find(marks: JobMarks): Promise<ProviderJob | undefined>;
  retrieve(id: string): Promise<ProviderJob>;
  /** All events, oldest first; none where the host has none. */
  events(id: string): Promise<JobEvent[]>;
  /** The checkpoints that can be used; none where the host has none. */
  checkpoints(id: string): Promise<Checkpoint[]>;
  /** The content of the first result file that holds a table: CSV text with a header row. Empty when none does (yet). */
  results(job: Pick<ProviderJob, 'resultFiles'>): Promise<string>;
  cancel(id: string): Promise<void>;
  /** Removes files; one that is gone already is no error. */
  removeFiles(ids: readonly string[]): Promise<void>;
  /** The ids of all files of the given names, none of which is older than `since`; undefined when the host lists no files. */
  filesNamed(names: readonly string[], since: Date): Promise<string[] | undefined>;
  /** What the provider says of a model; undefined when it knows none of that name. */
  model(id: string): Promise<ProviderModel | undefined>;
  /**
   * What a tuned model's training answered to examples that the answering models had not learnt, with calibrated confidences;
   * undefined when the provider keeps none. Each `label` is the answer that was trained, without the space that completions
   * begin with: the dataset says which label that is.
   */
  unlearntAnswers(model: string): Promise<readonly SureAnswer[] | undefined>;
  /** Deletes a fine-tuned model; one that is gone already is no error. */
  deleteModel(id: string): Promise<void>;
  /** Deletes the record of a job that has ended, where the host can: OpenAI keeps those of all jobs. */
  deleteJob(id: string): Promise<void>;
}

/** Which provider, where, and with which base model; an empty base model means the provider's own choice. */
export interface ProviderChoice {
  readonly provider: ProviderName;
  readonly baseUrl: string;
  readonly baseModel: string;
}

/** Gives the prediction half of a provider. */
export type PredictionHosts = (choice: Pick<ProviderChoice, 'provider' | 'baseUrl'>) => Promise<PredictionHost>;

/** How the domain reaches providers: they are made by the choice, since a classifier's settings may name another one. */
export interface Providers {
  readonly defaults: ProviderChoice;
  training(choice: Pick<ProviderChoice, 'provider' | 'baseUrl'>): Promise<TrainingProvider>;
  readonly prediction: PredictionHosts;
}
