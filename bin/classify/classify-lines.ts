import type { Prediction } from '../../core/contract/prediction.ts';
import { CommandError } from '../command-error.ts';
import { lineBatches } from './line-batches.ts';
import type { TextLine } from './text-lines.ts';

/** Lines with their predictions, in their order. */
export interface ClassifiedLines {
  readonly lines: readonly TextLine[];
  readonly predictions: readonly Prediction[];
}

export type AskTexts = (texts: readonly string[]) => Promise<readonly Prediction[]>;

/**
 * Asks about lines, request by request, and gives the answers as they come.
 * @throws CommandError as asking and reading throw it, with how many lines were answered before, and which were not
 */
export async function* classifyLines(lines: AsyncIterable<TextLine>, ask: AskTexts): AsyncGenerator<ClassifiedLines> {
  let answered = 0;
  try {
    for await (const batch of lineBatches(lines)) {
      for await (const part of inParts(batch, ask)) {
        answered += part.lines.length;
        yield part;
      }
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw error.retold(`${error.message} (lines answered: ${answered})`);
  }
}

/** What is too large for one request, or has too large an answer, is asked in halves. */
async function* inParts(lines: readonly TextLine[], ask: AskTexts): AsyncGenerator<ClassifiedLines> {
  let predictions: readonly Prediction[];
  try {
    predictions = await ask(lines.map(({ text }) => text));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.name !== 'TooLarge' || lines.length === 1) throw failedAt(lines, error);
    const half = Math.ceil(lines.length / 2);
    yield* inParts(lines.slice(0, half), ask);
    yield* inParts(lines.slice(half), ask);
    return;
  }
  yield { lines, predictions };
}

function failedAt(lines: readonly TextLine[], error: CommandError): CommandError {
  const [first, last] = [lines[0]?.number, lines.at(-1)?.number];
  const where = first === last ? `line ${first}` : `lines ${first} to ${last}`;
  return error.retold(`${where}: ${error.message}`);
}
