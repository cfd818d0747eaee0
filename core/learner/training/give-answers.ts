import { classScore, logSumExp, topClass, weightColumns } from '../scores.ts';
import { fitTemperature, type HeldOutScores } from './calibrate.ts';

/** Answers to examples, none of which the answering model, or its temperature, was fitted on. In columns. */
export interface UnlearntAnswers {
  /** The class answered, by example. */
  readonly classes: Int32Array;
  /** Its probability, by example. */
  readonly confidences: Float64Array;
  /** 1 where the class is the example's own, else 0. */
  readonly right: Uint8Array;
}

/** The answers to some examples, with a temperature fitted on others: a piece of the learner's work. */
export interface AnswersToGive {
  readonly held: HeldOutScores;
  /** Places among the examples. */
  readonly fitOn: Int32Array;
  readonly answer: Int32Array;
}

/** Fits the temperature on the one and answers the others, in their order. */
export function giveAnswers({ held, fitOn, answer }: AnswersToGive): UnlearntAnswers {
  const { classCount, classes } = held;
  const temperature = fitTemperature(chosenFrom(held, fitOn));
  const chosen = Int32Array.from(answer, (place) => topClass(scoresOf(held, place), classCount));
  return {
    classes: chosen,
    confidences: Float64Array.from(answer, (place, index) => {
      const scores = scoresOf(held, place);
      const score = classScore(scores, classCount, chosen[index] ?? 0);
      return Math.exp(score / temperature - logSumExp(scores, classCount, temperature));
    }),
    right: Uint8Array.from(answer, (place, index) => (classes[place] === chosen[index] ? 1 : 0)),
  };
}

function chosenFrom(held: HeldOutScores, places: Int32Array): HeldOutScores {
  const columns = weightColumns(held.classCount);
  const values = new Float64Array(places.length * columns);
  for (const [index, place] of places.entries()) values.set(scoresOf(held, place), index * columns);
  const pick = (from: Int32Array) => Int32Array.from(places, (place) => from[place] ?? 0);
  return { classCount: held.classCount, rows: pick(held.rows), classes: pick(held.classes), values };
}

function scoresOf({ classCount, values }: HeldOutScores, place: number): Float64Array {
  const columns = weightColumns(classCount);
  return values.subarray(place * columns, (place + 1) * columns);
}
