import type { Command } from 'commander';
import { percent } from '../terminal/numbers.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith versions NAME`: the versions of a classifier, and which one serves. */
export function versionsCommand(): Command {
  return clientCommand('versions', 'list the versions of a classifier')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .action(async (classifier: string, options: ClientOptions) => {
      const found = await clientOf(options).versions(classifier);
      const lines = found.versions.map(({ version, metrics, createdAt, model }) => {
        const mark = version === found.champion?.version ? 'serves' : '';
        return `${String(version).padStart(4)}  ${mark.padEnd(6)}  ${percent(metrics.accuracy)}  ${createdAt}  ${model}`;
      });
      print(options, found, lines.join('\n') || `Classifier ${classifier} has no versions yet.`);
    });
}
