import type { Encoding } from '../../contract/prices.ts';
import { BytePairEncoding, type PublishedEncoding } from './byte-pair-encoding.ts';

/** Counts as the model does that is to be trained. Nothing in a text has a special meaning. */
export interface Tokenizer {
  /** The tokens' numbers, in the order of the text. */
  encode(text: string): number[];
  /** As many as {@link Tokenizer.encode} gives, in less time and memory. */
  countTokens(text: string): number;
}

/** Written out one by one, since a bundler only finds the modules whose names stand in the code. */
const PUBLISHED: Readonly<Record<Encoding, () => Promise<{ default: PublishedEncoding }>>> = {
  o200k_base: () => import('js-tiktoken/ranks/o200k_base'),
  cl100k_base: () => import('js-tiktoken/ranks/cl100k_base'),
};

const loaded = new Map<Encoding, Promise<Tokenizer>>();

/**
 * The tokenizer of an encoding. Loaded when first asked for and kept: it takes 20 to 30 MB and up to a tenth of a second,
 * which a preparation without any need of tokens does not pay for.
 */
export function loadTokenizer(encoding: Encoding): Promise<Tokenizer> {
  const known = loaded.get(encoding);
  if (known) return known;
  const loading = PUBLISHED[encoding]().then((published) => new BytePairEncoding(published.default));
  loaded.set(encoding, loading);
  return loading;
}
