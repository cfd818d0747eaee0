import type { Preparation } from '../../contract/dataset.ts';
import type { LabelAnswer, PromptForm } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { type Encoding, priceOf } from '../../contract/prices.ts';
import { COMPLETION_START } from '../../contract/prompt-marks.ts';
import type { TextLengths } from '../text-lengths.ts';
import { frameTokensOf, TokenEstimate } from '../tokens/token-estimate.ts';
import { loadTokenizer, type Tokenizer } from '../tokens/tokenizer.ts';
import { estimateTraining } from '../tokens/training-estimate.ts';

/** The model whose estimate is wanted when nobody names one: the embedded one. */
export const DEFAULT_BASE_MODEL = 'labelsmith-linear-1';

export interface TokenTallyOptions {
  readonly format: DatasetFormat;
  readonly form: PromptForm;
  readonly baseModel: string;
  readonly epochs?: number | undefined;
  readonly answers: readonly LabelAnswer[];
  /** Lengths of all kept texts. */
  readonly lengths: TextLengths;
}

interface Counter {
  readonly estimate: TokenEstimate;
  /** Tokens of each answer. */
  readonly answers: readonly number[];
}

/** Counts or estimates the tokens of the training file while it is written, and says what training on them would cost. */
export class TokenTally {
  readonly #options: TokenTallyOptions;
  readonly #encoding: Encoding;
  readonly #counters: Readonly<Record<Encoding, Counter>>;

  private constructor(options: TokenTallyOptions, encoding: Encoding, counters: Readonly<Record<Encoding, Counter>>) {
    this.#options = options;
    this.#encoding = encoding;
    this.#counters = counters;
  }

  /** Exact for the base model's encoding where the file is small; the other encoding is always estimated from a sample. */
  static async create(options: TokenTallyOptions): Promise<TokenTally> {
    const encoding = priceOf(options.baseModel)?.encoding ?? 'o200k_base';
    const counter = async (of: Encoding) => makeCounter(await loadTokenizer(of), options, of === encoding);
    const counters = { o200k_base: await counter('o200k_base'), cl100k_base: await counter('cl100k_base') };
    return new TokenTally(options, encoding, counters);
  }

  /** One training example: its text's length in UTF-16 units, its text if it is wanted, and the place of its answer. */
  add(units: number, text: () => string, answer: number): void {
    for (const { answers, estimate } of Object.values(this.#counters)) estimate.add(units, text, answers[answer] ?? 0);
  }

  estimate(
    train: { readonly rows: number; readonly bytes: number },
    heldOut: number,
  ): Pick<Preparation, 'tokens' | 'estimate' | 'estimates' | 'pricesOf' | 'notes'> {
    const { baseModel, epochs } = this.#options;
    const counted = this.#counters[this.#encoding].estimate.result();
    const tokens = {
      o200k_base: this.#counters.o200k_base.estimate.result().tokens,
      cl100k_base: this.#counters.cl100k_base.estimate.result().tokens,
    };
    const size = { tokens, examples: train.rows, heldOut, bytes: train.bytes, epochs };
    const { chosen, notes, others, pricesOf } = estimateTraining(size, baseModel);
    return {
      tokens: { train: counted.tokens, billed: chosen.billedTokens, error: counted.error },
      estimate: { costUsd: chosen.costUsd, seconds: chosen.seconds },
      estimates: [...others],
      pricesOf,
      notes: [...notes],
    };
  }
}

function makeCounter(tokenizer: Tokenizer, options: TokenTallyOptions, isOwn: boolean): Counter {
  const { answers, form, format, lengths } = options;
  const size = { textsByClass: lengths.textsByClass, units: lengths.units };
  const start = format === 'completion' ? COMPLETION_START : '';
  const frame = frameTokensOf(tokenizer, format, form);
  return {
    estimate: isOwn ? new TokenEstimate(tokenizer, size, frame) : new TokenEstimate(tokenizer, size, frame, 0),
    answers: answers.map(({ answer }) => tokenizer.countTokens(start + answer)),
  };
}
