import { createGroup, type Lesson, type MachineGroup, scoreRow, trainPass } from './machines.ts';
import { createRandom, shuffle } from './random.ts';

/** Some rows held out, and one group of machines that is trained on others and asked about them. */
export interface Fold {
  readonly lesson: Omit<Lesson, 'diagonal'>;
  /** Which group of the classifier's, counted from 0. */
  readonly group: number;
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
  const { lesson, members, costs, epochs, laterEpochs, seed } = fold;
  const group = createGroup(lesson.classCount, lesson.scales.length, lesson.rows.count, fold.group);
  let passes = 0;
  return costs.map((cost, index) => {
    const diagonal = 1 / (2 * cost);
    for (const end = passes + (index === 0 ? epochs : laterEpochs); passes < end; passes += 1) {
      trainPass(group, { ...lesson, diagonal }, shuffle(members.slice(), createRandom(seed * 31 + passes)));
    }
    return scoreHeld(group, fold);
  });
}

function scoreHeld(group: MachineGroup, { lesson, held }: Fold): Float32Array {
  const into = new Float32Array(held.length * group.count);
  const scores = new Float32Array(group.width);
  for (const [place, row] of held.entries()) {
    scoreRow(group, lesson.rows, row, scores);
    into.set(scores.subarray(0, group.count), place * group.count);
  }
  return into;
}
