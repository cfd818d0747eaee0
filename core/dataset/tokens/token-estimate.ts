import { type PromptForm, USUAL_PROMPT_FORM } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { lengthClassOf } from '../text-lengths.ts';
import { estimateTotal } from './ratio-estimate.ts';
import { RatioStratum } from './ratio-stratum.ts';
import { planSample, READ_UNITS } from './sample-plan.ts';
import type { Tokenizer } from './tokenizer.ts';

/** UTF-16 units up to which every text is counted: half a second. */
const COUNTED_UNITS = 5_000_000;

/** How much there is to count; an upper bound will do, since the held-out examples are not told apart yet. */
export interface TokenEstimateSize {
  /** Number of texts by length class, as `lengthClassOf` numbers them. */
  readonly textsByClass: readonly number[];
  /** UTF-16 units of all texts together. */
  readonly units: number;
}

/**
 * Tokens of a training file, found while it is written. Exact for files under {@link COUNTED_UNITS}. Of a larger one a
 * sample is counted, stratified by the texts' lengths: the first texts of each length class, which is a random sample as
 * long as texts come in the order of their hashes. All else is known without counting, and added exactly.
 */
export class TokenEstimate {
  readonly #tokenizer: Tokenizer;
  /** How many texts of each class are still to be counted; undefined: all of them. */
  readonly #left: number[] | undefined;
  readonly #strata: RatioStratum[];
  readonly #frameTokens: number;
  #certain = 0;

  /**
   * @param frameTokens what the format adds to every example: see {@link frameTokensOf}
   * @param countAllBelow units from which on a sample is taken: 0 for an encoding whose exact count matters to nobody
   */
  constructor(tokenizer: Tokenizer, size: TokenEstimateSize, frameTokens: number, countAllBelow = COUNTED_UNITS) {
    this.#tokenizer = tokenizer;
    this.#frameTokens = frameTokens;
    this.#left = size.units < countAllBelow ? undefined : planSample(size.textsByClass);
    this.#strata = size.textsByClass.map(() => new RatioStratum());
  }

  /**
   * One training example: its text of so many UTF-16 units, which is only asked for where it is to be counted, and the
   * tokens of its answer as the format writes it.
   */
  add(units: number, text: () => string, labelTokens: number): void {
    this.#certain += labelTokens + this.#frameTokens;
    const lengthClass = lengthClassOf(units);
    const stratum = this.#strata[lengthClass];
    if (!stratum) throw new RangeError(`A text has the length class ${lengthClass}, of which none were announced`);
    stratum.add(units);
    if (!this.#left) {
      stratum.count(units, this.#tokenizer.countTokens(text()), units);
      return;
    }
    const left = this.#left[lengthClass] ?? 0;
    if (left === 0) return;
    this.#left[lengthClass] = left - 1;
    const read = Math.min(units, READ_UNITS);
    const tokens = this.#tokenizer.countTokens(read < units ? text().slice(0, read) : text());
    stratum.count(units, read === 0 ? 0 : (tokens * units) / read, read);
  }

  /** `error` is half the width of the 95% interval: 0 when everything was counted, and at least 1 otherwise. */
  result(): { tokens: number; error: number } {
    const strata = withTwoTexts(this.#strata.filter(({ texts }) => texts > 0));
    const { total, error } = estimateTotal(strata);
    const isExact = strata.every(({ isComplete }) => isComplete);
    return { tokens: this.#certain + Math.round(total), error: isExact ? 0 : Math.max(1, Math.ceil(error)) };
  }
}

/** Joins a stratum of a single text that was cut with the next shorter one, or else the next longer one (Cochran, section 5A.12). */
function withTwoTexts(strata: readonly RatioStratum[]): RatioStratum[] {
  const joined: RatioStratum[] = [];
  for (const stratum of strata) {
    const before = joined.at(-1);
    if (before && (isTooSmall(stratum) || isTooSmall(before))) {
      const both = new RatioStratum();
      both.absorb(before);
      both.absorb(stratum);
      joined[joined.length - 1] = both;
    } else {
      joined.push(stratum);
    }
  }
  return joined;
}

const isTooSmall = ({ counted, isComplete }: RatioStratum) => counted < 2 && !isComplete;

/**
 * Tokens that the format adds to every example. Chat: two messages framed by 3 tokens each, and 3 that begin the answer, as
 * OpenAI's cookbook counts them. Completion: what ends the prompt.
 */
export const frameTokensOf = (tokenizer: Tokenizer, format: DatasetFormat, form: PromptForm = USUAL_PROMPT_FORM) =>
  format === 'chat' ? CHAT_FRAME : tokenizer.countTokens(form.separator);

const CHAT_FRAME = 9;
