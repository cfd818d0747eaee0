import type { Scratch } from '../scratch.ts';
import { SpillBudget, SpillSequence } from './spill.ts';

/**
 * Records are dealt out by the first byte of their hash. Hashes are spread evenly, so that a partition holds a 256th of
 * the file and can be sorted by itself, and the partitions one after the other are the whole file in hash order.
 */
export const PARTITIONS = 256;

/** Bytes of records held in memory; above, they go to scratch. Partly filled chunks take up to 8 MB more. */
const MOST_BYTES_HELD = 8 * 1024 ** 2;

/** A file's examples, dealt out for sorting. */
export class Partitions {
  readonly #budget: SpillBudget;
  readonly #sequences: readonly SpillSequence[];
  #buffer = Buffer.alloc(0);

  constructor(scratch: Scratch, mostBytesHeld = MOST_BYTES_HELD) {
    this.#budget = new SpillBudget(scratch, 'records', mostBytesHeld);
    this.#sequences = Array.from({ length: PARTITIONS }, () => new SpillSequence(this.#budget));
  }

  /** Copies the record from `start` to `end`. What it returns, if anything, must be awaited before another one is added. */
  add(bytes: Buffer, start: number, end: number): Promise<void> | undefined {
    return this.#sequences[bytes[start] ?? 0]?.add(bytes, start, end);
  }

  /** The records of one partition in the order they were added, valid until another partition is read. */
  async read(partition: number): Promise<Buffer> {
    const sequence = this.#sequences[partition];
    if (!sequence) throw new RangeError(`partition ${partition} of ${PARTITIONS}`);
    if (sequence.size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(Math.ceil(sequence.size * 1.25));
    return sequence.readAll(this.#buffer);
  }

  close(): Promise<void> {
    return this.#budget.close();
  }
}
