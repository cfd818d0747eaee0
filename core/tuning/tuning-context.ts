import type { RunRecords } from '../run/run-record.ts';
import type { Providers } from './provider.ts';

/** What the steps of a run work with. */
export interface TuningContext extends RunRecords {
  readonly providers: Providers;
  /** When the function that runs the step is ended, at the latest. */
  readonly deadline: Date;
}
