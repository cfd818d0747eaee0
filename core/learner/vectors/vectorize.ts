import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CountedTexts } from '../features/count-texts.ts';
import { FeatureCounter, type FeatureKinds } from '../features/tokenize.ts';
import { sharedBytes, sharedFloats, sharedIntegers, shareIntegers } from '../shared-arrays.ts';
import { type Workers, workHere } from '../work.ts';
import { FeatureTable } from './feature-table.ts';
import type { SparseRows } from './sparse-rows.ts';
import { mostFeatures, pruneVocabulary, type Vocabulary } from './vocabulary.ts';

/** Entries of a piece of the growing record of counted texts: large enough to be few, small enough to free early. */
const PIECE = 2 ** 20;

/** Some of the texts, their features numbered in the order of arrival. */
interface Piece {
  readonly numbers: Int32Array;
  readonly counts: Uint8Array;
  readonly sizes: ArrayLike<number> & Iterable<number>;
  readonly used: number;
}

/**
 * Learns a vocabulary from texts and turns the same texts into rows, each text being read once. Texts themselves are
 * not kept. Add texts in portions to let other work go on in between; finishing lets it by itself.
 */
export class Vectorizer {
  readonly #counter: FeatureCounter;
  readonly #table = new FeatureTable(2 ** 16);
  #frequencies = new Int32Array(2 ** 16);
  readonly #pieces: (Piece & { sizes: number[]; used: number })[] = [];
  #texts = 0;

  constructor(kinds: FeatureKinds = 'all') {
    this.#counter = new FeatureCounter(kinds);
  }

  add(text: string): void {
    this.#take(this.#counter.count(text));
  }

  /** Adds texts that were counted elsewhere, with the same kinds of features. */
  addCounted({ sizes, keys, counts }: CountedTexts): void {
    let start = 0;
    for (const size of sizes) {
      this.#take({ size, keys: keys.subarray(start, start + size), counts: counts.subarray(start, start + size) });
      start += size;
    }
  }

  /**
   * The vocabulary of the texts added, and their rows in the order they were added. To be called once.
   * @param classCount decides with the features how much memory training takes: many classes leave room for fewer features
   */
  async finish(classCount = 2, workers: Workers = workHere): Promise<{ vocabulary: Vocabulary; rows: SparseRows }> {
    const frequencies = this.#frequencies.subarray(0, this.#table.size);
    const most = mostFeatures(classCount);
    const { vocabulary, renumbered } = pruneVocabulary(this.#table.features(), frequencies, this.#texts, most);
    const { inverseFrequency, wordBlock } = vocabulary;
    const pieces = this.#pieces.splice(0);
    for (const { numbers, used } of pieces) {
      await nextTurn();
      for (let at = 0; at < used; at += 1) numbers[at] = renumbered[numbers[at] ?? 0] ?? -1;
    }
    return { vocabulary, rows: await buildAll(pieces, { inverseFrequency, wordBlock }, workers) };
  }

  #take(counted: { size: number; keys: Int32Array; counts: Uint8Array }): void {
    const piece = this.#pieceFor(counted.size);
    for (let index = 0; index < counted.size; index += 1) {
      const number = this.#table.findOrAdd(counted.keys[index] ?? 0);
      if (number >= this.#frequencies.length) this.#frequencies = grown(this.#frequencies);
      this.#frequencies[number] = (this.#frequencies[number] ?? 0) + 1;
      piece.numbers[piece.used + index] = number;
      piece.counts[piece.used + index] = counted.counts[index] ?? 0;
    }
    piece.used += counted.size;
    piece.sizes.push(counted.size);
    this.#texts += 1;
  }

  #pieceFor(size: number) {
    const last = this.#pieces.at(-1);
    if (last && last.used + size <= PIECE) return last;
    const piece = { numbers: sharedIntegers(PIECE), counts: sharedBytes(PIECE), sizes: [] as number[], used: 0 };
    this.#pieces.push(piece);
    return piece;
  }
}

/** The rows of texts in a vocabulary that was learnt elsewhere; unknown features are left out. */
export async function rowsIn(
  { table, inverseFrequency, wordBlock }: Vocabulary,
  texts: AsyncIterable<CountedTexts> | Iterable<CountedTexts>,
  workers: Workers = workHere,
): Promise<SparseRows> {
  const pieces: Piece[] = [];
  for await (const { keys, counts, sizes } of texts) {
    await nextTurn();
    pieces.push({ numbers: keys.map((key) => table.find(key)), counts, sizes, used: keys.length });
  }
  return buildAll(pieces, { inverseFrequency, wordBlock }, workers);
}

/** Rows of texts whose features have their numbers in the vocabulary, or -1. */
async function buildAll(
  pieces: readonly Piece[],
  known: Pick<Vocabulary, 'inverseFrequency' | 'wordBlock'>,
  workers: Workers,
): Promise<SparseRows> {
  const starts = shareIntegers(await findStarts(pieces));
  const count = starts.length - 1;
  const entries = starts[count] ?? 0;
  const [columns, values] = [sharedIntegers(entries), sharedFloats(entries)];
  let first = 0;
  const work = pieces.map(({ numbers, counts, sizes }) => {
    const start = starts[first] ?? 0;
    first += sizes.length;
    return {
      kind: 'rows' as const,
      rows: { numbers, counts, sizes: Int32Array.from(sizes), ...known, start, columns, values },
    };
  });
  await workers<'rows'>(work);
  return { count, starts, columns, values };
}

/** Where each text's row begins, and where the last one ends. */
async function findStarts(pieces: readonly Piece[]): Promise<number[]> {
  const starts = [0];
  let entries = 0;
  for (const { numbers, sizes } of pieces) {
    await nextTurn();
    let at = 0;
    for (const size of sizes) {
      for (const end = at + size; at < end; at += 1) if ((numbers[at] ?? -1) >= 0) entries += 1;
      starts.push(entries);
    }
  }
  return starts;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
