import { createRandom, shuffle } from '../random.ts';
import { shareIntegers } from '../shared-arrays.ts';
import type { Workers } from '../work.ts';
import type { HeldOutScores } from './calibrate.ts';
import type { UnlearntAnswers } from './give-answers.ts';

/** Each fifth of the examples is answered with a temperature of the other four. */
const FOLDS = 5;
/** With fewer examples a fold has less than two, and nothing is fitted. */
const FEWEST_EXAMPLES = 2 * FOLDS;
/** Examples that a fold's temperature is fitted on, at most: one number is known to a few hundredths by then. */
const FITTED_ON = 2_000;

/**
 * What held-out scores answer, for `most` examples at most, drawn by the seed: in the order of the rows.
 * The temperature of an example's answer was fitted on other examples, so the confidences are honest; it differs a little
 * from fold to fold, and from the one that is fitted on all. Without 10 examples there are no answers.
 */
export async function unlearntAnswers(
  held: HeldOutScores,
  { seed, most, workers }: { seed: number; most: number; workers: Workers },
): Promise<UnlearntAnswers> {
  const count = held.rows.length < FEWEST_EXAMPLES ? 0 : Math.min(held.rows.length, most);
  const places = shuffle(Int32Array.from(held.rows.keys()), createRandom(seed)).slice(0, count);
  const pieces = Array.from({ length: count > 0 ? FOLDS : 0 }, (_, fold) => ({
    held,
    // Both in random order: the first of the others are some of them drawn at random.
    fitOn: shareIntegers(places.filter((_place, index) => index % FOLDS !== fold).subarray(0, FITTED_ON)),
    answer: shareIntegers(places.filter((_place, index) => index % FOLDS === fold)),
  }));
  const given = await workers<'answer'>(pieces.map((answers) => ({ kind: 'answer', answers })));
  const order = new Map(
    places
      .toSorted()
      .entries()
      .map(([position, place]) => [place, position]),
  );
  const all = { classes: new Int32Array(count), confidences: new Float64Array(count), right: new Uint8Array(count) };
  for (const [fold, { answer }] of pieces.entries()) {
    for (const [index, place] of answer.entries()) {
      const position = order.get(place) ?? 0;
      all.classes[position] = given[fold]?.classes[index] ?? 0;
      all.confidences[position] = given[fold]?.confidences[index] ?? 0;
      all.right[position] = given[fold]?.right[index] ?? 0;
    }
  }
  return all;
}
