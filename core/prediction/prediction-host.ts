import type { WordCount } from '../contract/drift.ts';
import type { PromptForm } from '../contract/example-format.ts';
import type { DatasetFormat } from '../contract/names.ts';

export interface PredictionRequest {
  readonly model: string;
  readonly format: DatasetFormat;
  /** How the text is written in the `completion` format. @default the usual form */
  readonly promptForm?: PromptForm | undefined;
  readonly text: string;
  /** How many classes there are: at least as many log-probabilities are asked for, as far as the host gives them. */
  readonly classes: number;
  /** When nobody waits for the answer any more; a busy host is waited for until then. @default the host's own patience */
  readonly deadline?: Date | undefined;
}

/** The first token of a model's answer, with the tokens that could have stood there. */
export interface TokenAnswer {
  readonly token: string;
  /** Natural logarithms of probabilities, in no particular order; null when the host returns none. */
  readonly alternatives: readonly { readonly token: string; readonly logprob: number }[] | null;
  /** The text was longer than what the model reads; its beginning was answered. */
  readonly truncated?: true;
  /** What the host counts for the answer, where it counts. */
  readonly tokens?: { readonly input: number; readonly output: number };
}

/**
 * The prediction half of the port to a fine-tuning service.
 * Throws LabelsmithError `ProviderUnavailable` for a passing fault, or when the deadline is near, and `ProviderRefused` for
 * a lasting fault.
 */
export interface PredictionHost {
  answer(request: PredictionRequest): Promise<TokenAnswer>;
  /** How many of a text's words a model does not know. Only of hosts whose models have a vocabulary that can be asked. */
  countWords?(model: string, text: string): Promise<WordCount>;
}
