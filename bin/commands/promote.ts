import type { Command } from 'commander';
import { classifierArgument, wholeNumber } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith promote NAME N`: a person's decision that a version serves. */
export function promoteCommand(): Command {
  return clientCommand('promote', 'put a version into service')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .argument('<version>', "the version's number", wholeNumber(1, 999_999))
    .action(async (classifier: string, version: number, options: ClientOptions) => {
      const champion = await clientOf(options).promote(classifier, version);
      print(options, champion, `Version ${champion.version} of ${classifier} serves now.`);
    });
}
