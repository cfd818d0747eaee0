import { SIGNATURE_BYTES } from './signature.ts';

/** Bits of an example's flags. */
export const HAS_SIGNATURE = 1;
export const HELD_OUT = 2;

/** Examples with their signatures, in hash order; an example goes by its ordinal there, counted from 0. */
export interface SignedExamples {
  /** At most 2^31 - 1. */
  readonly count: number;
  /** The same blocks each time it is called. It is called often, and not always read to its end. */
  scan(): AsyncIterable<SignatureBlock>;
}

/** Examples that follow one another. Its arrays need not outlast the asking for the next block. */
export interface SignatureBlock {
  /** The ordinal of the block's first example. */
  readonly first: number;
  /** SIGNATURE_BYTES each; those of an example without a signature are not looked at. */
  readonly signatures: Uint8Array;
  /** One each: {@link HAS_SIGNATURE} and {@link HELD_OUT}, or neither. */
  readonly flags: Uint8Array;
}

/** What an example takes in a block. */
export const EXAMPLE_BYTES = SIGNATURE_BYTES + 1;

/** The same examples, read once and kept. */
export async function holdInMemory(examples: SignedExamples): Promise<SignedExamples> {
  const blocks: SignatureBlock[] = [];
  for await (const { first, signatures, flags } of examples.scan()) {
    blocks.push({ first, signatures: signatures.slice(), flags: flags.slice() });
  }
  return {
    count: examples.count,
    async *scan() {
      yield* blocks;
    },
  };
}

/** Signatures as 32-bit words; a copy only where they do not lie on a word's boundary. */
export function signatureWords(signatures: Uint8Array): Int32Array {
  const { buffer, byteOffset, byteLength } = signatures;
  const aligned = byteOffset % Int32Array.BYTES_PER_ELEMENT === 0;
  const length = byteLength / Int32Array.BYTES_PER_ELEMENT;
  return aligned ? new Int32Array(buffer, byteOffset, length) : new Int32Array(Uint8Array.from(signatures).buffer);
}
