import { normaliseText } from '../normalise-text.ts';
import { SIGNATURE_BYTES, signText } from './signature.ts';
import { HAS_SIGNATURE, HELD_OUT, type SignatureBlock, type SignedExamples } from './signed-examples.ts';

/** So many signatures, 128 KB of them, are made room for at a time. */
const EXAMPLES_A_BLOCK = 4_096;

/** Texts that are signed one after the other, and of which nothing but the signatures is kept: 33 bytes each. */
export class SignedTexts implements SignedExamples {
  readonly #blocks: SignatureBlock[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Signs a text, whose ordinal is the count before. One that is too short to be compared is near to none. */
  add(text: string, heldOut: boolean): void {
    const at = this.#count % EXAMPLES_A_BLOCK;
    if (at === 0) {
      this.#blocks.push({
        first: this.#count,
        signatures: new Uint8Array(EXAMPLES_A_BLOCK * SIGNATURE_BYTES),
        flags: new Uint8Array(EXAMPLES_A_BLOCK),
      });
    }
    this.#count += 1;
    const block = this.#blocks.at(-1);
    if (!block || !signText(normaliseText(text), block.signatures, at * SIGNATURE_BYTES)) return;
    block.flags[at] = heldOut ? HAS_SIGNATURE | HELD_OUT : HAS_SIGNATURE;
  }

  async *scan(): AsyncGenerator<SignatureBlock> {
    for (const { first, signatures, flags } of this.#blocks) {
      const examples = Math.min(EXAMPLES_A_BLOCK, this.#count - first);
      yield {
        first,
        signatures: signatures.subarray(0, examples * SIGNATURE_BYTES),
        flags: flags.subarray(0, examples),
      };
    }
  }
}
