import type { LabelsmithError } from '../../errors.ts';
import { unusable } from '../unusable.ts';

/** Unpacked bytes after which a compressed file is refused. */
const MOST_UNPACKED_BYTES = 2 * 1024 ** 3;
/** Text packs 3 to 10 times, repetitive text 50 times; a file that unpacks to more than this is made to do harm. */
const MOST_RATIO = 200;
/** Below this the ratio says nothing: a short file of one repeated line packs as well as a bomb, and does no harm. */
const RATIO_FROM_BYTES = 1024 ** 2;

/** Counts what comes out of a compressed file, and refuses the file before it fills the memory. */
export class UnpackGuard {
  readonly #file: string;
  readonly #most: number;
  #unpacked = 0;

  constructor(file: string, most = MOST_UNPACKED_BYTES) {
    this.#file = file;
    this.#most = most;
  }

  /**
   * @param unpacked bytes that have come out since the last call
   * @param packed bytes that have gone in since the beginning
   * @throws LabelsmithError `UnusableSource` when it is too much
   */
  count(unpacked: number, packed: number): void {
    this.#unpacked += unpacked;
    const bomb = this.#unpacked > RATIO_FROM_BYTES && this.#unpacked > MOST_RATIO * packed;
    if (bomb || this.#unpacked > this.#most) throw this.#refuse();
  }

  #refuse(): LabelsmithError {
    const most = this.#most >= 1024 ** 3 ? `${this.#most / 1024 ** 3} GB` : `${this.#most / 1024 ** 2} MB`;
    return unusable(
      this.#file,
      `it unpacks to more than ${most} or to more than ${MOST_RATIO} times its size`,
      'Upload it uncompressed, or in several smaller files.',
    );
  }
}
