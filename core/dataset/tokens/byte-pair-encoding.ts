import { PieceMerger } from './merge-piece.ts';
import { parseRanks } from './published-ranks.ts';
import { NO_RANK, RankTable } from './rank-table.ts';
import { textParts } from './text-parts.ts';

/** Bytes of UTF-8 that one UTF-16 unit takes at most. */
const MOST_BYTES_A_UNIT = 3;

/** What an encoding consists of, as it is published. */
export interface PublishedEncoding {
  /** Cuts a text into pieces, which are encoded each by itself: the source of a regular expression. */
  readonly pat_str: string;
  readonly bpe_ranks: string;
}

/**
 * A byte-pair encoding as OpenAI's models have it. In time linear in the text, whatever is in it, but for the logarithm of
 * the longest word's length. Marks such as `<|endoftext|>` are text like any other; half a surrogate pair is read as U+FFFD.
 */
export class BytePairEncoding {
  readonly #pieces: RegExp;
  readonly #ranks: RankTable;
  readonly #merger: PieceMerger;
  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(4096);

  /** @throws Error when the ranks are of another form than expected */
  constructor(published: PublishedEncoding) {
    this.#pieces = new RegExp(withUnicodeSpaces(published.pat_str), 'gu');
    this.#ranks = new RankTable(parseRanks(published.bpe_ranks));
    this.#merger = new PieceMerger(this.#ranks);
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const part of textParts(text)) this.#encodePieces(part, tokens);
    return tokens;
  }

  countTokens(text: string): number {
    let count = 0;
    for (const part of textParts(text)) count += this.#encodePieces(part);
    return count;
  }

  #encodePieces(text: string, tokens?: number[]): number {
    let count = 0;
    this.#pieces.lastIndex = 0;
    for (let match = this.#pieces.exec(text); match; match = this.#pieces.exec(text)) {
      const length = this.#write(match[0]);
      const rank = this.#ranks.rankOf(this.#bytes, 0, length);
      if (rank === NO_RANK) {
        count += this.#merger.merge(this.#bytes, length, tokens);
      } else {
        tokens?.push(rank);
        count += 1;
      }
    }
    return count;
  }

  /** Puts a piece into the buffer as UTF-8 and returns its length there. */
  #write(piece: string): number {
    const most = MOST_BYTES_A_UNIT * piece.length;
    if (most > this.#bytes.length) this.#bytes = new Uint8Array(most);
    // ASCII by hand: for a short word the encoder's call takes longer than its work.
    for (let at = 0; at < piece.length; at += 1) {
      const unit = piece.charCodeAt(at);
      if (unit > 0x7f) return this.#encoder.encodeInto(piece, this.#bytes).written;
      this.#bytes[at] = unit;
    }
    return piece.length;
  }
}

/**
 * The pattern with Unicode's idea of white space, as the regular expressions have it that it was written for. JavaScript's
 * `\s` also takes the byte order mark U+FEFF for white space, and leaves out U+0085.
 */
const withUnicodeSpaces = (pattern: string) =>
  pattern.replaceAll('\\s', '\\p{White_Space}').replaceAll('\\S', '\\P{White_Space}');
