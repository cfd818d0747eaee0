import type { BaseModelPrice } from '../../contract/prices.ts';

/** Examples, all epochs together, that a job should see at least and at most. */
const FEWEST_SEEN = 100;
const MOST_SEEN = 25_000;
/** However few the examples are. */
const MOST_EPOCHS = 25;

/**
 * Passes over the training file that OpenAI's `auto` comes to: more for very few examples and fewer for very many. How it is
 * decided in earnest is not published; this is how OpenAI's own cookbook foresees the bill ("Data preparation and analysis
 * for chat model fine-tuning"). The embedded engine always has its own number.
 */
export function usualEpochs(
  { epochs, provider }: Pick<BaseModelPrice, 'epochs' | 'provider'>,
  examples: number,
): number {
  if (provider === 'embedded' || examples === 0) return epochs;
  if (examples * epochs < FEWEST_SEEN) return Math.min(MOST_EPOCHS, Math.floor(FEWEST_SEEN / examples));
  if (examples * epochs > MOST_SEEN) return Math.max(1, Math.floor(MOST_SEEN / examples));
  return epochs;
}
