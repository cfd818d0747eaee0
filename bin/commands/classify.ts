import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { MOST_TEXTS } from '../../core/contract/prediction.ts';
import { CommandError } from '../command-error.ts';
import { describePredictions } from '../terminal/start-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith classify --classifier NAME [TEXT]`: labels a text, or every line of standard input. */
export function classifyCommand(): Command {
  return clientCommand('classify', 'label a text, or every line of standard input')
    .argument('[text]')
    .requiredOption('--classifier <name>', "the classifier's name", classifierArgument)
    .action(async (given: string | undefined, options: ClientOptions & { classifier: string }) => {
      const texts =
        given === undefined ? (await readAll(process.stdin)).split('\n').filter((line) => line.trim()) : [given];
      if (texts.length === 0) throw new CommandError('there is no text', 'Give one as an argument, or lines on stdin.');
      const client = clientOf(options);
      const predictions = [];
      for (let start = 0; start < texts.length; start += MOST_TEXTS) {
        predictions.push(...(await client.classify(options.classifier, texts.slice(start, start + MOST_TEXTS))));
      }
      print(options, given === undefined ? { predictions } : predictions[0], describePredictions(texts, predictions));
    });
}
