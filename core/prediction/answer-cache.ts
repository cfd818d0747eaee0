import { createHash } from 'node:crypto';
import type { Prediction } from '../contract/prediction.ts';

/** Probabilities that are kept in all: an answer with 1,000 of them takes the place of 500 with two. 40 bytes each, or so. */
const MOST_PROBABILITIES = 200_000;

/** Recent answers of one version each, by the text. The texts themselves are not kept. */
export class AnswerCache {
  readonly #most: number;
  readonly #kept = new Map<string, Prediction>();
  #size = 0;

  /** @param most how many probabilities are kept at most, an answer without any counting as one */
  constructor(most = MOST_PROBABILITIES) {
    this.#most = most;
  }

  /** The answer to the text, which becomes the most recent one. */
  get(key: string): Prediction | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** Keeps an answer; those that were not asked for longest make room. */
  set(key: string, answer: Prediction): void {
    const before = this.#kept.get(key);
    if (before) this.#drop(key, before);
    this.#kept.set(key, answer);
    this.#size += sizeOf(answer);
    for (const [oldest, prediction] of this.#kept) {
      if (this.#size <= this.#most) return;
      this.#drop(oldest, prediction);
    }
  }

  #drop(key: string, answer: Prediction): void {
    this.#kept.delete(key);
    this.#size -= sizeOf(answer);
  }
}

const sizeOf = ({ probabilities }: Prediction) => Math.max(1, probabilities?.length ?? 0);

/** Under which an answer is kept: equal for the same text to the same model, and for nothing else. */
export const answerKey = (model: { classifier: string; version: number; model: string }, text: string) =>
  createHash('sha256').update(`${model.classifier}\0${model.version}\0${model.model}\0`).update(text).digest('base64');
