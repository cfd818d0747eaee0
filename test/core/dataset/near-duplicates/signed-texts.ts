import {
  SIGNATURE_BYTES,
  SIGNATURE_VALUES,
  signText,
  VALUE_BITS,
} from '../../../../core/dataset/near-duplicates/signature.ts';
import {
  HAS_SIGNATURE,
  HELD_OUT,
  type SignedExamples,
  signatureWords,
} from '../../../../core/dataset/near-duplicates/signed-examples.ts';
import { countDiffering } from '../../../../core/dataset/near-duplicates/similarity.ts';
import { normaliseText } from '../../../../core/dataset/normalise-text.ts';

/** A text's signature, or undefined when it is too short. */
export function signatureOf(text: string): Uint8Array | undefined {
  const signature = new Uint8Array(SIGNATURE_BYTES);
  return signText(normaliseText(text), signature, 0) ? signature : undefined;
}

/** Two values that have nothing to do with each other are equal so often. */
const CHANCE = 1 / 2 ** VALUE_BITS;

/**
 * The Jaccard similarity that so many differing values of two signatures stand for, by the formula of Li and König that
 * `mostDiffering` turns round. It can be slightly negative.
 */
export const estimateSimilarity = (differing: number): number =>
  (1 - differing / SIGNATURE_VALUES - CHANCE) / (1 - CHANCE);

/** The similarity of two texts as their signatures tell it. */
export function similarityOf(a: string, b: string): number {
  const [one, other] = [signatureOf(a), signatureOf(b)];
  if (!one || !other) throw new Error('A text is too short');
  return estimateSimilarity(countDiffering(signatureWords(one), 0, signatureWords(other), 0, Number.POSITIVE_INFINITY));
}

export interface SidedText {
  readonly text: string;
  readonly heldOut?: boolean;
}

/** Texts as the search wants them, in blocks of a given number. */
export function signTexts(texts: readonly SidedText[], blockLength = 7): SignedExamples {
  const signatures = new Uint8Array(texts.length * SIGNATURE_BYTES);
  const flags = Uint8Array.from(texts, ({ text, heldOut }, ordinal) => {
    const signed = signText(normaliseText(text), signatures, ordinal * SIGNATURE_BYTES);
    return (signed ? HAS_SIGNATURE : 0) | (heldOut ? HELD_OUT : 0);
  });
  return signedBlocks(signatures, flags, blockLength);
}

/** Signatures in blocks; each block lies in the same piece of memory, as when it is read from a file. */
export function signedBlocks(signatures: Uint8Array, flags: Uint8Array, blockLength: number): SignedExamples {
  const signatureBuffer = new Uint8Array(blockLength * SIGNATURE_BYTES);
  const flagBuffer = new Uint8Array(blockLength);
  return {
    count: flags.length,
    async *scan() {
      for (let first = 0; first < flags.length; first += blockLength) {
        const some = flags.subarray(first, first + blockLength);
        flagBuffer.set(some);
        signatureBuffer.set(signatures.subarray(first * SIGNATURE_BYTES, (first + some.length) * SIGNATURE_BYTES));
        yield {
          first,
          signatures: signatureBuffer.subarray(0, some.length * SIGNATURE_BYTES),
          flags: flagBuffer.subarray(0, some.length),
        };
      }
    },
  };
}

/** A text of so many made-up words, always the same for the same seed. */
export function wordsOf(seed: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `w${(Math.imul(seed * 1009 + index, 0x9e3779b1) >>> 8).toString(36)}`,
  );
}

/** Exact Jaccard similarity of two texts' shingles of three words, for texts of plain words. */
export function exactSimilarity(a: readonly string[], b: readonly string[]): number {
  const shingles = (words: readonly string[]) =>
    new Set(words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`));
  const [one, other] = [shingles(a), shingles(b)];
  const shared = one
    .values()
    .filter((shingle) => other.has(shingle))
    .toArray().length;
  return shared / (one.size + other.size - shared);
}
