import type { Tokenizer } from '../../core/dataset/tokens/tokenizer.ts';

/** Biases from -100 to 100 by the number of a token, as OpenAI's `logit_bias` has them. */
export type LogitBias = Readonly<Record<string, number>>;

/**
 * What a client's biases mean for each answer: the bias of a token falls on every answer that begins with it. Clients know
 * the tokens of OpenAI's tokenizers, and it is by its first token that a language model chooses between answers.
 */
export function labelBiases(tokens: readonly string[], logitBias: LogitBias, tokenizer: Tokenizer): Float64Array {
  return Float64Array.from(tokens, (token) => {
    const [first] = tokenizer.encode(token);
    return first === undefined ? 0 : (logitBias[first] ?? 0);
  });
}
