import { percent } from '../contract/numbers.ts';
import type { Canary } from '../contract/registry.ts';
import { hashOf } from '../hash.ts';

/** Answers of the canary before which nothing is decided. */
const LEAST_ANSWERS = 20;
/** By how much its share of errors may lie above that of the version in service. */
const MOST_MORE_ERRORS = 0.05;
/** The canary is too slow when its median is over so many times the other one's, and over so many seconds. */
const MOST_TIMES_SLOWER = 2;
export const MOST_SECONDS = 0.5;
/** Answers of each version that are looked at: the last ones. */
const LOOKED_AT = 200;
/** Digits of a hash that make a share: four billion steps. */
const DIGITS = 8;

/** Whether a text is one of the canary's share. It follows from the text and the canary, so that it is the same at every request. */
export function meetsCanary(
  text: string,
  classifier: string,
  { version, share }: Pick<Canary, 'version' | 'share'>,
): boolean {
  const place = Number.parseInt(hashOf([classifier, version, text], DIGITS), 16);
  return place / 16 ** DIGITS < share;
}

/** Why an answer that came is a failure all the same: a model that says what is no label is no classifier (any more). */
export const OUTSIDE_LABELS = 'the model answered with none of its labels';

/** How one answer came, or did not. */
export interface CanaryAnswer {
  readonly byCanary: boolean;
  /** Why none came, without any text, or {@link OUTSIDE_LABELS}; null of a good answer. */
  readonly failure: string | null;
  readonly seconds: number;
}

/** Counts what both versions answer while a canary is under way, and says when it has to end. */
export class CanaryWatch {
  readonly #canary: Omit<CanaryAnswer, 'byCanary'>[] = [];
  readonly #champion: Omit<CanaryAnswer, 'byCanary'>[] = [];

  note({ byCanary, failure, seconds }: CanaryAnswer): void {
    const answers = byCanary ? this.#canary : this.#champion;
    answers.push({ failure, seconds });
    if (answers.length > LOOKED_AT) answers.shift();
  }

  /** Whether an answer of the canary took longer than its median may. */
  isSlow(seconds: number): boolean {
    if (seconds <= MOST_SECONDS || this.#champion.length < LEAST_ANSWERS) return false;
    return seconds > MOST_TIMES_SLOWER * medianSeconds(this.#champion);
  }

  /**
   * Why the canary has to end, as a sentence; undefined while it may go on. After 20 of its answers its share of errors, answers outside the labels
   * among them, must not lie
   * more than 5 points above that of the version in service, of which none counts as none failed. Its median time must not be over
   * twice that version's, once that has 20 answers as well, and over half a second. Times are of answers that came.
   */
  reasonToEnd(): string | undefined {
    if (this.#canary.length < LEAST_ANSWERS) return undefined;
    const [errors, usual] = [errorShare(this.#canary), errorShare(this.#champion)];
    if (errors > usual + MOST_MORE_ERRORS) {
      const last = this.#canary.findLast(({ failure }) => failure !== null)?.failure;
      return `${percent(errors)} of its last ${this.#canary.length} answers failed, of the version in service ${percent(usual)}; the last one because ${last}`;
    }
    if (this.#champion.length < LEAST_ANSWERS) return undefined;
    const [seconds, usualSeconds] = [medianSeconds(this.#canary), medianSeconds(this.#champion)];
    if (seconds <= MOST_SECONDS || seconds <= MOST_TIMES_SLOWER * usualSeconds) return undefined;
    return `its answers take ${seconds.toFixed(2)} s (median), those of the version in service ${usualSeconds.toFixed(2)} s`;
  }
}

type Answers = readonly Omit<CanaryAnswer, 'byCanary'>[];

const errorShare = (answers: Answers): number =>
  answers.length === 0 ? 0 : answers.filter(({ failure }) => failure !== null).length / answers.length;

function medianSeconds(answers: Answers): number {
  const sorted = answers
    .filter(({ failure }) => failure === null || failure === OUTSIDE_LABELS)
    .map(({ seconds }) => seconds)
    .sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
