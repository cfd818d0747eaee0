import type { DatasetFormat } from '../contract/settings.ts';
import type { Example } from './example.ts';
import { loadTokenizer } from './tokenizer.ts';

/** Characters up to which tokens are counted: a tenth of a second. */
const COUNTED_CHARACTERS = 200_000;

/**
 * Tokens of some examples' texts and labels, with what the format adds to every example. Counted exactly when there
 * are few; else counted on the first examples and scaled by characters, which in hash order are a fair sample.
 */
export async function estimateTokens(examples: readonly Example[], format: DatasetFormat): Promise<number> {
  const { countTokens } = await loadTokenizer();
  let tokens = 0;
  let counted = 0;
  let all = 0;
  let sampled = true;
  for (const { text, label } of examples) {
    const characters = text.length + label.length;
    all += characters;
    sampled = sampled && counted + characters <= COUNTED_CHARACTERS;
    if (!sampled) continue;
    counted += characters;
    tokens += countTokens(text) + countTokens(label);
  }
  const scaled = counted === 0 ? all / CHARACTERS_PER_TOKEN : (tokens * all) / counted;
  return Math.round(scaled) + examples.length * FRAME_TOKENS[format];
}

/** OpenAI's rule of thumb for English, for the case that the first example alone is too long to be counted. */
const CHARACTERS_PER_TOKEN = 4;

/** Chat: two messages framed by 3 tokens each, and 3 that prime the answer (OpenAI's cookbook). Completion: the prompt's end. */
const FRAME_TOKENS: Readonly<Record<DatasetFormat, number>> = { chat: 9, completion: 3 };
