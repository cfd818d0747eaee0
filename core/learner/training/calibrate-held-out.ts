import type { Workers } from '../work.ts';
import type { Calibrated, HeldOutScores } from './calibrate.ts';

/** As `calibrateScores`, done by the workers: of many scores it takes seconds. */
export async function calibrateHeldOut(held: HeldOutScores, workers: Workers): Promise<Calibrated> {
  const [calibrated] = await workers<'calibrate'>([{ kind: 'calibrate', held }]);
  if (!calibrated) throw new Error('one piece of work gives one result');
  return calibrated;
}
