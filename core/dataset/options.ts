import type { CheckSettings } from '../contract/checks.ts';
import type { Dataset, Preparation } from '../contract/dataset.ts';
import type { DatasetFormat } from '../contract/names.ts';
import type { LabelAuditor } from './label-audit/auditor.ts';
import type { ReadingOptions } from './reading/reading-options.ts';
import type { MeasureBlocks } from './records/measure.ts';
import type { Scratch } from './scratch.ts';
import type { RowsSource, Source } from './source.ts';

/** What shapes a dataset. */
export interface PrepareOptions extends ReadingOptions {
  /** `chat` writes `messages`; `completion` writes prompt and completion, and removes only what the old tool removed. */
  readonly format: DatasetFormat;
  /** Column that holds the text; several, separated by commas, are joined by a line feed. @default found by name */
  readonly textColumn?: string | undefined;
  /** Column that holds the label. @default found by name */
  readonly labelColumn?: string | undefined;
  /** Column that says which side a row is on. @default found by name and values */
  readonly splitColumn?: string | undefined;
  /** The user's own test set: all of it is held out, and all of the source is trained on. */
  readonly validation?: Source | undefined;
  /** Examples that applications sent: rows like the source's, behind all others. @default none */
  readonly feedback?: RowsSource | undefined;
  /** Reads only so many rows from the source's start. @default all */
  readonly limit?: number | undefined;
  /** Share of hash space, and so about of the examples, that is held out: between 0 and 1, both excluded. */
  readonly validationFraction: number;
  /** `labels`: the model answers with the label itself. `auto`: with numbers where first tokens cannot tell labels apart. */
  readonly answers: 'labels' | 'auto';
  /** The model that will be tuned: decides on the token limit and the price. @default the embedded one */
  readonly baseModel?: string | undefined;
  /** Passes over the training file that will be paid for. @default the provider's usual number */
  readonly epochs?: number | undefined;
  /** Makes one label of labels that differ in case, space or Unicode form only. @default false */
  readonly mergeLabels?: boolean | undefined;
  /** Writes placeholders for personal data and secrets. @default false */
  readonly mask?: boolean | undefined;
  /** What the checks do. @default as documented for each */
  readonly checks?: CheckSettings | undefined;
  /** Goes into the preparation, for a run's own artefact. */
  readonly run?: string | undefined;
}

/** What preparation is doing. */
export interface PrepareProgress {
  readonly stage: 'reading' | 'checking' | 'comparing' | 'auditing' | 'writing';
  /** Rows read so far. */
  readonly rows: number;
  /** Share of the stage that is done, where it is known. */
  readonly share?: number;
}

/** What preparation gets from its surroundings; all of it is optional. */
export interface PrepareSurroundings {
  /** Where what does not fit into memory goes. @default memory */
  readonly scratch?: Scratch;
  /** Measures rows, perhaps on several threads. @default on this one */
  readonly measure?: MeasureBlocks;
  /** Audits labels, perhaps on another thread. @default on this one */
  readonly audit?: LabelAuditor;
  readonly onProgress?: (progress: PrepareProgress) => void;
}

/** One file of a dataset. */
export interface PreparedFile {
  readonly rows: number;
  readonly bytes: number;
  /** The content from its beginning; may be called again. */
  open(): AsyncIterable<Uint8Array>;
}

/** A dataset with the two files it consists of, and what became of each row of the source. */
export interface PreparedDataset {
  readonly dataset: Dataset;
  readonly preparation: Preparation;
  /** JSON Lines in hash order, every line ended by a line feed. */
  readonly train: PreparedFile;
  readonly validation: PreparedFile;
  /** Gives the files' room back: they cannot be opened any more. */
  close(): Promise<void>;
}
