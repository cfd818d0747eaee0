import type { ProviderName } from './names.ts';

/**
 * How a model cuts text into tokens: `o200k_base` is the encoding of gpt-4o, gpt-4.1 and what came after, `cl100k_base` that
 * of babbage-002 and gpt-3.5-turbo.
 */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** What one base model costs, and what it takes. Prices in USD per million tokens, as of {@link PRICES_OF}. */
export interface BaseModelPrice {
  readonly baseModel: string;
  readonly provider: ProviderName;
  /** Each token of the training file is paid for once an epoch. */
  readonly training: number;
  /** Prices of the tuned model in service. */
  readonly input: number;
  readonly output: number;
  /** Prices of the base model itself, which is asked untuned; null for one that nobody asks so. */
  readonly untuned: { readonly input: number; readonly output: number } | null;
  readonly encoding: Encoding;
  /** Tokens of a training example that are used; the rest is cut off. null: no limit. */
  readonly tokenLimit: number | null;
  /** Passes over a training file of ordinary size where nothing else is asked for. */
  readonly epochs: number;
  /** The last day on which a job can be created, and the day on which tuned models go out of service; null: none announced. */
  readonly newJobsUntil: string | null;
  readonly shutdown: string | null;
}

/** When the prices and dates below were last looked up. */
export const PRICES_OF = '2026-11-01';

/** 'auto' aims at three epochs (OpenAI's cookbook, "Data preparation and analysis for chat model fine-tuning"). */
const CHAT_MODEL = {
  provider: 'openai',
  encoding: 'o200k_base',
  tokenLimit: 65_536,
  epochs: 3,
  newJobsUntil: '2027-01-06',
  shutdown: '2027-01-14',
} as const;

/** To be edited by hand when a provider changes its prices; together with the date above. */
export const PRICES: readonly BaseModelPrice[] = [
  {
    baseModel: 'labelsmith-linear-1',
    provider: 'embedded',
    training: 0,
    input: 0,
    output: 0,
    untuned: null,
    encoding: 'o200k_base',
    tokenLimit: null,
    epochs: 4,
    newJobsUntil: null,
    shutdown: null,
  },
  {
    ...CHAT_MODEL,
    baseModel: 'gpt-4.1-2025-04-14',
    training: 25,
    input: 3,
    output: 12,
    untuned: { input: 2, output: 8 },
  },
  {
    ...CHAT_MODEL,
    baseModel: 'gpt-4.1-mini-2025-04-14',
    training: 5,
    input: 0.8,
    output: 3.2,
    untuned: { input: 0.4, output: 1.6 },
  },
  {
    ...CHAT_MODEL,
    baseModel: 'gpt-4.1-nano-2025-04-14',
    training: 1.5,
    input: 0.2,
    output: 0.8,
    untuned: { input: 0.1, output: 0.4 },
    shutdown: '2026-10-23',
  },
  {
    ...CHAT_MODEL,
    baseModel: 'gpt-4o-2024-08-06',
    training: 25,
    input: 3.75,
    output: 15,
    untuned: { input: 2.5, output: 10 },
  },
  {
    ...CHAT_MODEL,
    baseModel: 'gpt-4o-mini-2024-07-18',
    training: 3,
    input: 0.3,
    output: 1.2,
    untuned: { input: 0.15, output: 0.6 },
  },
  {
    baseModel: 'babbage-002',
    provider: 'openai',
    training: 0.4,
    input: 1.6,
    output: 1.6,
    untuned: null,
    encoding: 'cl100k_base',
    tokenLimit: 16_384,
    // What the service chose for completion models of its kind.
    epochs: 4,
    newJobsUntil: '2027-01-06',
    shutdown: null,
  },
];

/** The price of a base model, or of training a tuned one further (`ft:<base model>:...`); undefined when it is not known. */
export function priceOf(model: string): BaseModelPrice | undefined {
  const baseModel = model.startsWith('ft:') ? model.split(':')[1] : model;
  return PRICES.find((price) => price.baseModel === baseModel);
}

/**
 * What asking a model costs that was not tuned, by its name with or without its date, under which it is the same one;
 * undefined when it is not known.
 */
export const untunedPriceOf = (model: string): NonNullable<BaseModelPrice['untuned']> | undefined =>
  PRICES.find(({ baseModel }) => baseModel === model || baseModel.replace(/-\d{4}-\d\d-\d\d$/, '') === model)
    ?.untuned ?? undefined;

/** Those that were still in service at the prices' date. */
export const PRICES_IN_SERVICE = PRICES.filter(({ shutdown }) => shutdown === null || shutdown > PRICES_OF);
