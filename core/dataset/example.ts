/** One usable row of the user's file. */
export interface Example {
  /** In the user's file, counted from 0. */
  readonly row: number;
  readonly text: string;
  readonly label: string;
  /** The place of the normalised text in hash space: see {@link hashText}. Equal for texts that count as the same. */
  readonly hash: string;
}

/** How many examples each label has, in the order of the labels' code points. */
export type LabelCounts = ReadonlyMap<string, number>;
