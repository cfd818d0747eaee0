import type { Dataset, Preparation } from '../contract/dataset.ts';
import type { DatasetFormat } from '../contract/settings.ts';

/** What shapes a dataset. */
export interface PrepareOptions {
  /** `chat` writes `messages`; `completion` writes prompt and completion, and removes only what the old tool removed. */
  readonly format: DatasetFormat;
  /** Column that holds the text; several, separated by commas, are joined by a line feed. @default found by name */
  readonly textColumn?: string | undefined;
  /** Column that holds the label. @default found by name */
  readonly labelColumn?: string | undefined;
  /** Reads only so many rows from the file's start. @default all */
  readonly limit?: number | undefined;
  /** Share of hash space, and so about of the examples, that is held out: between 0 and 1, both excluded. */
  readonly validationFraction: number;
  /** `labels`: the model answers with the label itself. `auto`: with numbers where the labels' first tokens coincide. */
  readonly answers: 'labels' | 'auto';
  /** Goes into the preparation, for a run's own artefact. */
  readonly run?: string | undefined;
  /** Share of broken rows above which the file is refused. @default 0.05 */
  readonly maxBrokenShare?: number | undefined;
}

/** What a dataset's size tells about the price of training on it. */
export interface TrainingSize {
  /** Tokens of the training file, once through. */
  readonly trainTokens: number;
  /** Bytes of the training file. */
  readonly trainBytes: number;
  readonly trainExamples: number;
  readonly validationExamples: number;
  readonly labels: number;
}

/** What training would cost; `billedTokens` is what a provider charges for, all epochs together. */
export interface TrainingEstimate {
  readonly costUsd: number;
  readonly seconds: number;
  readonly billedTokens: number;
}

/** What preparation is told by its surroundings; all of it is optional. */
export interface PrepareSurroundings {
  /** Prices a training. @default {@link estimateEmbedded}: free, on this machine */
  readonly estimate?: (size: TrainingSize) => TrainingEstimate;
  /** Told the number of rows read so far, every few thousand rows and at the end. */
  readonly onProgress?: (rows: number) => void;
}

/** A dataset with the two files it consists of, and what became of each row of the source. */
export interface PreparedDataset {
  readonly dataset: Dataset;
  readonly preparation: Preparation;
  /** JSON Lines in hash order, every line ended by a line feed. */
  readonly train: Uint8Array;
  readonly validation: Uint8Array;
}
