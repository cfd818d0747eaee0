import type { Command } from 'commander';
import { describeDrift } from '../terminal/drift-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith drift NAME`: each day's answers beside training, the newest day last, where a person looks first. */
export function driftCommand(): Command {
  return clientCommand('drift', 'compare what a classifier is asked with what it was trained on')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .action(async (classifier: string, options: ClientOptions) => {
      const found = await clientOf(options).drift(classifier);
      const none = `Classifier ${classifier} has no drift report yet: a day is reported when it is over.`;
      print(options, found, describeDrift(found.reports).join('\n') || none);
    });
}
