import { createRandom, shuffle } from '../random.ts';
import { createGroup, type Lesson, type MachineGroup, scoreRows, trainPass } from './machines.ts';

/** Some rows held out, and one group of machines that is trained on others and asked about them. */
export interface Fold {
  readonly lesson: Omit<Lesson, 'diagonal'>;
  /** Which machines. */
  readonly shape: Pick<MachineGroup, 'first' | 'count' | 'width'>;
  readonly members: Int32Array;
  readonly held: Int32Array;
  /** Each C in turn; what was learnt under one is where the next one begins. */
  readonly costs: readonly number[];
  /** Passes under the first C, and under each of the others. */
  readonly epochs: number;
  readonly laterEpochs: number;
  readonly seed: number;
}

/** The group's scores of the rows held out, for each C: `scores[place in held * count + place in the group]`. */
export function scoreFold(fold: Fold): Float32Array[] {
  const { lesson, members, held, costs, epochs, laterEpochs, seed } = fold;
  const group = createGroup(fold.shape, lesson.scales.length, lesson.rows.count);
  let passes = 0;
  return costs.map((cost, index) => {
    const diagonal = 1 / (2 * cost);
    for (const end = passes + (index === 0 ? epochs : laterEpochs); passes < end; passes += 1) {
      trainPass(group, { ...lesson, diagonal }, shuffle(members.slice(), createRandom(seed * 31 + passes)));
    }
    return scoreRows(group, lesson.rows, held);
  });
}
