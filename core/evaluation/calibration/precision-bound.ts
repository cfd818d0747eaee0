import { binomialAtMost } from '../metrics/binomial.ts';

/** How often a bound may be above the truth. */
const ERROR_RATE = 0.05;
const HALVINGS = 50;

/**
 * Whether `right` of `answered` prove a precision of `target`, at 95% one-sided: were the precision only just `target`, so
 * few mistakes would be seen once in twenty times at most.
 */
export const provesPrecision = (right: number, answered: number, target: number): boolean =>
  target <= 0 || (target < 1 && answered > 0 && binomialAtMost(answered - right, answered, 1 - target) <= ERROR_RATE);

/**
 * The highest precision that `right` of `answered` prove: the exact one-sided 95% lower bound (Clopper and Pearson, 1934).
 * 119 of 119 prove 97.5%; 99% takes 299 of 299. 0 where none was right.
 */
export function precisionBound(right: number, answered: number): number {
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (provesPrecision(right, answered, middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** How many answers could prove a precision under 1 at the fewest, if all of them were right: 299 for 99%. */
export const fewestAnswers = (target: number): number => Math.ceil(Math.log(ERROR_RATE) / Math.log(target));
