import type { Command } from 'commander';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith rollback NAME`: one step back in what serves. */
export function rollbackCommand(): Command {
  return clientCommand('rollback', 'put the previous version back into service')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .action(async (classifier: string, options: ClientOptions) => {
      const champion = await clientOf(options).rollBack(classifier);
      print(options, champion, `Version ${champion.version} of ${classifier} serves again.`);
    });
}
