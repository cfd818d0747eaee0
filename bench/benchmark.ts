/** One measurement against a peer, run by its name. */
export interface Benchmark {
  readonly name: string;
  /** What is measured, in one sentence. */
  readonly title: string;
  measure(bench: Bench): Promise<Report>;
}

/** What every benchmark is given. */
export interface Bench {
  /** A folder of its own outside the project; it is removed at the end, whatever happens. */
  readonly folder: string;
  /** How often each command is run; medians are reported. */
  readonly runs: number;
  /** The largest input to build, in megabytes of 1,000,000 bytes: less of a curve where time is short. */
  readonly largestMegabytes: number;
  /** Tells whoever waits what is going on. */
  say(line: string): void;
}

/** What a benchmark found. */
export interface Report {
  /** Markdown, without a title. */
  readonly body: string;
  /** SVG drawings by file name, written beside the report. */
  readonly drawings?: Readonly<Record<string, string>>;
}

/** A benchmark cannot be run here: something that it measures with is missing. The message says what. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}
