import { type Workers, workOne } from '../work.ts';
import type { Calibrated, HeldOutScores } from './calibrate.ts';

/** As `calibrateScores`, done by the workers: of many scores it takes seconds. */
export const calibrateHeldOut = (held: HeldOutScores, workers: Workers): Promise<Calibrated> =>
  workOne<'calibrate'>(workers, { kind: 'calibrate', held });
