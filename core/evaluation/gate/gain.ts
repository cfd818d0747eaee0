import { bootstrapInterval } from '../metrics/bootstrap.ts';
import { wilsonInterval } from '../metrics/intervals.ts';
import { macroF1, type NumberedAnswers } from '../metrics/macro-f1.ts';
import { advantage, type ComparedExample, countExpected } from './compared-example.ts';

/** Gains that are closer are the same: macro F1 is a sum of fractions, which differs in its last digits with their order. */
export const ROUNDING = 1e-12;

/** What the candidate and its opponent are compared by. */
export type GateMetric = 'accuracy' | 'macroF1';

/** The candidate's metric less its opponent's on the same examples, from -1 to 1. */
export interface Gain {
  readonly gain: number;
  /** 95%: the paired bootstrap's or, where `alike`, Wilson's. */
  readonly interval: [number, number];
  /** Every resample gave the same gain, so that the bootstrap knows no width. */
  readonly alike: boolean;
}

/**
 * The gain and its interval; there must be an example. An example is drawn with both its answers, so that what makes it
 * easy or hard for both does not widen the interval.
 *
 * Where all examples came out alike, an outcome was never seen that may yet have a share of up to w, the upper end of
 * Wilson's interval for 0 of n; by macro F1 w is the mean over the classes, each with its own n. Such examples could lower
 * the gain by w (1 + gain), since none can be worse than a loss, and raise it by w (1 - gain).
 */
export function measureGain(examples: readonly ComparedExample[], metric: GateMetric): Gain {
  const difference = metric === 'accuracy' ? accuracyDifference(examples) : macroF1Difference(examples);
  const gain = difference(Int32Array.from(examples.keys()));
  const [low, high] = bootstrapInterval(examples.length, difference);
  if (high - low > ROUNDING) return { gain, interval: [low, high], alike: false };
  const unseen = unseenShare(metric === 'accuracy' ? [examples.length] : [...countExpected(examples).values()]);
  return { gain, interval: [gain - unseen * (1 + gain), gain + unseen * (1 - gain)], alike: true };
}

function accuracyDifference(examples: readonly ComparedExample[]): (drawn: Int32Array) => number {
  const advantages = Int8Array.from(examples, advantage);
  return (drawn) => {
    let sum = 0;
    for (const example of drawn) sum += advantages[example] ?? 0;
    return sum / drawn.length;
  };
}

function macroF1Difference(examples: readonly ComparedExample[]): (drawn: Int32Array) => number {
  const candidate = numbered(examples, (example) => example.candidate);
  const opponent = numbered(examples, (example) => example.opponent);
  return (drawn) => macroF1(candidate, drawn) - macroF1(opponent, drawn);
}

/** The classes are those that were expected or that somebody answered. */
function numbered(
  examples: readonly ComparedExample[],
  answer: (example: ComparedExample) => string | null,
): NumberedAnswers {
  const classes = new Map<string, number>();
  const numberOf = (label: string | null) => {
    if (label === null) return -1;
    const found = classes.get(label) ?? classes.size;
    classes.set(label, found);
    return found;
  };
  const expected = Int32Array.from(examples, (example) => numberOf(example.expected));
  const answered = Int32Array.from(examples, (example) => numberOf(answer(example)));
  return { classCount: classes.size, expected, answered };
}

const unseenShare = (counts: readonly number[]) =>
  counts.reduce((sum, count) => sum + wilsonInterval(0, count)[1], 0) / counts.length;
