import type { Command } from 'commander';
import { type Assignment, assign, readAssignment } from '../settings/assignments.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith settings NAME [name=value ...]`: shows a classifier's settings, or changes some of them. */
export function settingsCommand(): Command {
  return clientCommand('settings', "show a classifier's settings, or change some of them")
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .argument(
      '[changes...]',
      'name=value, e.g. provider=embedded, hyperparameters.n_epochs=3; name= goes back to the default',
      (text: string, before: readonly Assignment[] = []) => [...before, readAssignment(text)],
    )
    .action(async (classifier: string, changes: readonly Assignment[], options: ClientOptions) => {
      const client = clientOf(options);
      const present = await client.settings(classifier);
      const settings = changes.length ? await client.changeSettings(classifier, assign(present, changes)) : present;
      print(options, settings, JSON.stringify(settings, null, 2));
    });
}
