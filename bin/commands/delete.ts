import type { Command } from 'commander';
import { classifierArgument, wholeNumber } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith delete NAME N`: takes a version out of use for good, and deletes its model at the provider. */
export function deleteCommand(): Command {
  return clientCommand('delete', "delete a version and the provider's model")
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .argument('<version>', "the version's number", wholeNumber(1, 999_999))
    .action(async (classifier: string, number: number, options: ClientOptions) => {
      const version = await clientOf(options).deleteVersion(classifier, number);
      print(
        options,
        version,
        `Version ${version.version} of ${classifier} and its model ${version.model} are deleted.`,
      );
    });
}
