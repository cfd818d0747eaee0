import type { ModelEstimate } from '../../contract/dataset.ts';
import { type BaseModelPrice, type Encoding, PRICES_IN_SERVICE, PRICES_OF, priceOf } from '../../contract/prices.ts';
import { usualEpochs } from './usual-epochs.ts';

/** What a dataset's size says about training on it. */
export interface TrainingSize {
  /** Tokens of the training file, once through, by each encoding that a known base model has. */
  readonly tokens: Readonly<Record<Encoding, number>>;
  readonly examples: number;
  /** Examples of the validation file. @default 0 */
  readonly heldOut?: number;
  /** Bytes of the training file. */
  readonly bytes: number;
  /** Passes over the training file, where the settings name a number. @default what the provider usually chooses */
  readonly epochs?: number | undefined;
}

/** What training costs with the base model that was chosen: null where nothing is known about it. */
export interface ChosenEstimate {
  readonly costUsd: number | null;
  /** From the job's start to its end, about. */
  readonly seconds: number | null;
  /** Tokens that a provider charges for, all epochs together. */
  readonly billedTokens: number;
}

export interface TrainingEstimates {
  readonly chosen: ChosenEstimate;
  /** The same for the other known base models in service, the cheapest first, then the quickest. */
  readonly others: readonly ModelEstimate[];
  /** The prices' date, `YYYY-MM-DD`. */
  readonly pricesOf: string;
  /** Sentences for the report: what the numbers leave open, or what is about to end. */
  readonly notes: readonly string[];
}

/** What training costs in money and time: tokens times epochs times the price of each. */
export function estimateTraining(size: TrainingSize, baseModel: string): TrainingEstimates {
  const price = priceOf(baseModel);
  const others = PRICES_IN_SERVICE.filter((other) => other !== price)
    .map((other) => ({ baseModel: other.baseModel, provider: other.provider, ...estimateFor(other, size) }))
    .toSorted((a, b) => a.costUsd - b.costUsd || a.seconds - b.seconds);
  return {
    chosen: price ? estimateFor(price, size) : estimateUnknown(size),
    others,
    pricesOf: PRICES_OF,
    notes: price ? notesOn(price) : [`The price of ${baseModel} is not known here: ask its provider before you train.`],
  };
}

/** Dollars to the hundredth of a cent: more would look more exact than a price list is. */
const DOLLAR_PARTS = 10_000;

function estimateFor(price: BaseModelPrice, { bytes, epochs, examples, heldOut = 0, tokens }: TrainingSize) {
  const passes = epochs ?? usualEpochs(price, examples);
  const billedTokens = tokens[price.encoding] * passes;
  const seconds = price.provider === 'embedded' ? secondsHere(bytes) : secondsAtOpenAi(examples + heldOut, passes);
  const costUsd = Math.round((billedTokens / 1e6) * price.training * DOLLAR_PARTS) / DOLLAR_PARTS;
  return { costUsd, seconds, billedTokens };
}

/** Unknown models are taken for ones of today: most of what can be tuned counts much like `o200k_base`. */
function estimateUnknown({ epochs = USUAL_EPOCHS, tokens }: TrainingSize): ChosenEstimate {
  return { costUsd: null, seconds: null, billedTokens: tokens.o200k_base * epochs };
}

const USUAL_EPOCHS = 3;

/** Loading, validating and writing the model, whatever the size; then 30 s for the 18 MB of newsgroups-20 on one core. */
const FIXED_SECONDS_HERE = 1;
const SECONDS_A_BYTE = 30 / 18e6;
const secondsHere = (bytes: number) => Math.ceil(FIXED_SECONDS_HERE + bytes * SECONDS_A_BYTE);

/**
 * The only formula that OpenAI ever published: `openai tools fine_tunes.prepare_data` promised 140 s and 1.44 s for each
 * example of the file, held out or not, when a job had four epochs. Today's models are others, so this is a rough guide.
 */
const secondsAtOpenAi = (examples: number, epochs: number) => Math.ceil(140 + (1.44 * examples * epochs) / 4);

function notesOn({ baseModel, newJobsUntil, shutdown }: BaseModelPrice): string[] {
  return [
    ...(shutdown !== null && shutdown <= PRICES_OF ? [`${baseModel} was switched off on ${shutdown}.`] : []),
    ...(shutdown !== null && shutdown > PRICES_OF
      ? [`Models tuned from ${baseModel} go out of service on ${shutdown}.`]
      : []),
    ...(newJobsUntil === null ? [] : [`Its provider takes new jobs until ${newJobsUntil}, and not from everybody.`]),
  ];
}
