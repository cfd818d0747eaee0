import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Workers, workOne } from '../work.ts';
import type { CountedTexts } from './count-texts.ts';
import { TEXT_CHARACTERS } from './tokenize.ts';

/** Characters in one piece of work: some tens of milliseconds of it. */
const PIECE_CHARACTERS = 2 ** 17;
/** Pieces handed out before the first has to come back: enough for every thread, few enough to hold little text. */
const PIECES_UNDER_WAY = 8;

interface HasText {
  readonly text: string;
}

/** Some examples, their texts counted. */
export interface CountedPiece<T extends HasText> {
  readonly texts: CountedTexts;
  readonly examples: readonly T[];
}

/**
 * Counts the features of examples' texts while more of them are read, and gives them in their order, piece by piece. Other
 * work in the process has its turn before each piece, since several may have come back at once.
 */
export async function* countInPieces<T extends HasText>(
  examples: AsyncIterable<T> | Iterable<T>,
  workers: Workers,
): AsyncGenerator<CountedPiece<T>> {
  const underWay: Promise<CountedPiece<T>>[] = [];
  for await (const piece of inPieces(examples)) {
    const counting = countPiece(piece, workers);
    // Whoever takes the piece sees its failure; nobody does when the reading ends early.
    counting.catch(() => undefined);
    underWay.push(counting);
    const oldest = underWay.length >= PIECES_UNDER_WAY ? underWay.shift() : undefined;
    if (oldest) yield await afterATurn(oldest);
  }
  for (const rest of underWay) yield await afterATurn(rest);
}

async function afterATurn<T>(piece: Promise<T>): Promise<T> {
  await nextTurn();
  return piece;
}

/** What of a text is not looked at is cut off before it is sent on. */
async function countPiece<T extends HasText>(examples: readonly T[], workers: Workers): Promise<CountedPiece<T>> {
  const texts = examples.map(({ text }) => text.slice(0, TEXT_CHARACTERS));
  return { texts: await workOne<'count'>(workers, { kind: 'count', texts, features: 'all' }), examples };
}

async function* inPieces<T extends HasText>(examples: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T[]> {
  let piece: T[] = [];
  let characters = 0;
  for await (const example of examples) {
    piece.push(example);
    characters += Math.min(example.text.length, TEXT_CHARACTERS);
    if (characters < PIECE_CHARACTERS) continue;
    yield piece;
    piece = [];
    characters = 0;
  }
  if (piece.length > 0) yield piece;
}
