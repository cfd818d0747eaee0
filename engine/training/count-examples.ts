import type { CountedTexts } from '../../core/learner/count-texts.ts';
import { TEXT_CHARACTERS } from '../../core/learner/tokenize.ts';
import type { Workers } from '../../core/learner/work.ts';
import type { ExampleLine } from './example-lines.ts';

/** Characters in one piece of work: some tens of milliseconds of it. */
const PIECE_CHARACTERS = 2 ** 18;
/** Pieces handed out before the first has to come back: enough for every thread, few enough to hold little text. */
const PIECES_UNDER_WAY = 8;

/** Some examples, their texts counted. */
export interface CountedExamples {
  readonly texts: CountedTexts;
  readonly answers: readonly string[];
}

/** Counts the features of examples on the learner's threads while more are read, and gives them in their order. */
export async function* countExamples(
  examples: AsyncIterable<ExampleLine>,
  workers: Workers,
): AsyncGenerator<CountedExamples> {
  const underWay: Promise<CountedExamples>[] = [];
  for await (const piece of inPieces(examples)) {
    underWay.push(count(piece, workers));
    // Whoever takes the piece sees its failure; nobody does when the reading ends early.
    underWay.at(-1)?.catch(() => undefined);
    const oldest = underWay.length >= PIECES_UNDER_WAY ? underWay.shift() : undefined;
    if (oldest) yield await oldest;
  }
  for (const rest of underWay) yield await rest;
}

async function count(piece: readonly ExampleLine[], workers: Workers): Promise<CountedExamples> {
  const texts = piece.map(({ text }) => text);
  const [counted] = await workers<'count'>([{ kind: 'count', texts, features: 'all' }]);
  if (!counted) throw new Error('one piece of work gives one result');
  return { texts: counted, answers: piece.map(({ answer }) => answer) };
}

/** What is not looked at is cut off here, so that a long text is not sent on. */
async function* inPieces(examples: AsyncIterable<ExampleLine>): AsyncGenerator<ExampleLine[]> {
  let piece: ExampleLine[] = [];
  let characters = 0;
  for await (const example of examples) {
    const text = example.text.slice(0, TEXT_CHARACTERS);
    piece.push({ ...example, text });
    characters += text.length;
    if (characters < PIECE_CHARACTERS) continue;
    yield piece;
    piece = [];
    characters = 0;
  }
  if (piece.length > 0) yield piece;
}
