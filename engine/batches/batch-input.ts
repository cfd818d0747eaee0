import type { Store } from '../../core/store.ts';
import { byteLinesOf } from '../files/byte-streams.ts';
import { fileContentKey } from '../keys.ts';

/** A line that is not blank. */
export interface InputLine {
  /** In the file, counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

/** The lines of an input file that are not blank; none when the file is gone. */
export async function* inputLines(store: Store, fileId: string): AsyncGenerator<InputLine> {
  const found = await store.read(fileContentKey(fileId));
  if (!found) return;
  let number = 0;
  for await (const bytes of byteLinesOf(found.body)) {
    number += 1;
    if (!isBlank(bytes)) yield { number, bytes };
  }
}

/** White space and control characters only. */
const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte <= 0x20);

/** An input file that is read on from wherever the reading before it stopped, for as long as that is what is asked for. */
export class BatchInput {
  readonly #store: Store;
  readonly #fileId: string;
  #lines: AsyncGenerator<InputLine> | undefined;
  #taken = 0;

  constructor(store: Store, fileId: string) {
    this.#store = store;
    this.#fileId = fileId;
  }

  /** The next line, when `taken` lines have been taken in all; undefined at the end of the file. */
  async lineAfter(taken: number): Promise<InputLine | undefined> {
    if (!this.#lines || this.#taken > taken) {
      await this.close();
      this.#lines = inputLines(this.#store, this.#fileId);
      this.#taken = 0;
    }
    let line: InputLine | undefined;
    while (this.#taken <= taken) {
      const next = await this.#lines.next();
      line = next.done ? undefined : next.value;
      if (!line) return undefined;
      this.#taken += 1;
    }
    return line;
  }

  async close(): Promise<void> {
    await this.#lines?.return(undefined);
    this.#lines = undefined;
  }
}
