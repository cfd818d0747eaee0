import type { Checkpoint, Job, JobEvent } from '../contract/job.ts';
import type { DatasetFormat, Hyperparameters, ProviderName } from '../contract/settings.ts';
import type { PredictionHost } from '../prediction/prediction-host.ts';

/** What a provider can do, as far as it matters before a job is created. */
export interface Capabilities {
  /** `any-label`: every label is one token. `tokenizer`: a label is as many tokens as the model's tokenizer makes of it. */
  readonly answers: 'any-label' | 'tokenizer';
  /** Two creates with one token are one job, so that an uncertain create may simply be repeated. */
  readonly createIsIdempotent: boolean;
  readonly defaultBaseModel: string;
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
> & { readonly trainingFile: string | null; readonly validationFile: string | null };

/**
 * The training half of the port to a fine-tuning service.
 * Every method throws LabelsmithError `ProviderUnavailable` for a passing fault and `ProviderRefused` for a lasting one.
 */
export interface TrainingProvider {
  readonly name: ProviderName;
  readonly capabilities: Capabilities;
  /** Uploads one JSONL file and returns its id there. */
  upload(name: string, bytes: Uint8Array): Promise<string>;
  create(request: JobRequest): Promise<ProviderJob>;
  /** The job that was created with this token, if the provider has one. */
  find(token: string): Promise<ProviderJob | undefined>;
  retrieve(id: string): Promise<ProviderJob>;
  /** All events, oldest first; none where the host has none. */
  events(id: string): Promise<JobEvent[]>;
  /** The checkpoints that can be used; none where the host has none. */
  checkpoints(id: string): Promise<Checkpoint[]>;
  /** The content of the first result file that holds a table: CSV text with a header row. Empty when none does (yet). */
  results(job: Pick<ProviderJob, 'resultFiles'>): Promise<string>;
  cancel(id: string): Promise<void>;
  removeFiles(ids: readonly string[]): Promise<void>;
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
