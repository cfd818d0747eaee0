import { median, type Run } from './measure.ts';

/** The medians of several runs of one command, each measure by itself. */
export interface Medians {
  readonly seconds: number;
  /** Processor time of all threads. Undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** In units of 1,048,576 bytes, as memory is counted. Undefined where the system does not tell. */
  readonly peakMebibytes: number | undefined;
}

/** Reduces runs to what a table shows. @throws RangeError of no runs */
export function mediansOf(runs: readonly Run[]): Medians {
  const seconds = middle(runs.map(({ wallMs }) => wallMs / 1_000));
  if (seconds === undefined) throw new RangeError('medians of no runs');
  return {
    seconds,
    cpuSeconds: middle(runs.map(({ cpuMs }) => cpuMs && cpuMs / 1_000)),
    peakMebibytes: middle(runs.map(({ peakBytes }) => peakBytes && peakBytes / 1024 ** 2)),
  };
}

const middle = (values: readonly (number | undefined)[]) => median(values.filter((value) => value !== undefined));
