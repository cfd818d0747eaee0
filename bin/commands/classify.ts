import type { Command } from 'commander';
import type { Prediction } from '../../core/contract/prediction.ts';
import { classifyLines } from '../classify/classify-lines.ts';
import { textLines } from '../classify/text-lines.ts';
import type { ApiClient } from '../client/api-client.ts';
import { CommandError } from '../command-error.ts';
import { ProgressLine } from '../terminal/progress-line.ts';
import { describePredictions } from '../terminal/start-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

type ClassifyOptions = ClientOptions & { classifier: string };

/** `labelsmith classify --classifier NAME [TEXT]`: labels a text, or every line of standard input. */
export function classifyCommand(): Command {
  return clientCommand('classify', 'label a text, or every line of standard input')
    .argument('[text]', 'the text; left out: every line of standard input is one')
    .requiredOption('--classifier <name>', "the classifier's name (required)", classifierArgument)
    .action(async (text: string | undefined, options: ClassifyOptions) => {
      const client = clientOf(options);
      if (text === undefined) return printLines(client, options);
      const predictions = await client.classify(options.classifier, [text]);
      print(options, predictions[0], describePredictions([text], predictions));
    });
}

/** Prints the answers as they come, or all of them as one JSON document: of a failure too, since they were answered. */
async function printLines(client: ApiClient, options: ClassifyOptions): Promise<void> {
  const predictions: Prediction[] = [];
  const progress = new ProgressLine(process.stderr);
  let answered = 0;
  try {
    const ask = (texts: readonly string[]) => client.classify(options.classifier, texts);
    for await (const part of classifyLines(textLines(process.stdin), ask)) {
      answered += part.lines.length;
      progress.done();
      if (options.json) predictions.push(...part.predictions);
      else
        print(
          options,
          undefined,
          describePredictions(
            part.lines.map(({ text }) => text),
            part.predictions,
          ),
        );
      progress.update(`${answered} lines answered`);
    }
  } catch (error) {
    throw error instanceof CommandError ? error.retold(error.message, { predictions }) : error;
  } finally {
    progress.done();
  }
  if (answered === 0) throw new CommandError('there is no text', 'Give one as an argument, or lines on stdin.');
  if (options.json) print(options, { predictions }, '');
}
