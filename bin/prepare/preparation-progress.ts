import { whole } from '../../core/contract/numbers.ts';
import { formatBytes } from '../terminal/bytes.ts';
import { ProgressLine, type ProgressOutput } from '../terminal/progress-line.ts';
import type { InputFile } from './input-file.ts';

/** How far a preparation is. */
export interface Progress {
  readonly stage: 'reading' | 'checking' | 'comparing' | 'auditing' | 'writing';
  readonly rows: number;
  /** Share of the stage that is done, where it is known. */
  readonly share?: number;
}

const STAGES: Readonly<Record<Progress['stage'], string>> = {
  reading: 'Reading',
  checking: 'Looking for repetitions and unfit rows',
  comparing: 'Comparing texts that are nearly equal',
  auditing: 'Asking a model about the labels',
  writing: 'Writing',
};

/** Between two looks at the line: faster than anybody reads. */
const REDRAW_MS = 100;

/** Tells how far a preparation is: stage, share, rows and speed, on one line. */
export class PreparationProgress {
  readonly #line: ProgressLine;
  readonly #inputs: readonly InputFile[];
  readonly #now: () => number;
  readonly #start: number;
  #stage: Progress['stage'] | undefined;
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(output: ProgressOutput, inputs: readonly InputFile[], now: () => number) {
    this.#line = new ProgressLine(output);
    this.#inputs = inputs;
    this.#now = now;
    this.#start = now();
  }

  update(progress: Progress): void {
    const now = this.#now();
    if (progress.stage === this.#stage && now - this.#drawn < REDRAW_MS) return;
    this.#stage = progress.stage;
    this.#drawn = now;
    this.#line.update(this.#describe(progress, now));
  }

  /** Takes the line away. */
  done(): void {
    this.#line.done();
  }

  #describe({ rows, share, stage }: Progress, now: number): string {
    const parts = [STAGES[stage]];
    const done = stage === 'reading' ? this.#shareRead() : share;
    if (done !== undefined) parts.push(`${Math.floor(100 * Math.min(1, done))}%`);
    parts.push(`${whole(rows)} rows`);
    const seconds = (now - this.#start) / 1000;
    if (stage === 'reading' && seconds > 0) parts.push(`${formatBytes(this.#bytesRead() / seconds)}/s`);
    return parts.join('  ');
  }

  #bytesRead(): number {
    return this.#inputs.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  }

  /** Undefined when a pipe is among the files. */
  #shareRead(): number | undefined {
    let total = 0;
    for (const { bytes } of this.#inputs) {
      if (bytes === undefined) return undefined;
      total += bytes;
    }
    return total === 0 ? undefined : this.#bytesRead() / total;
  }
}
