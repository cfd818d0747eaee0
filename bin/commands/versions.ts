import type { Command } from 'commander';
import { percent } from '../terminal/numbers.ts';
import { describeSunset } from '../terminal/sunset-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith versions NAME`: the versions of a classifier, and which one serves. */
export function versionsCommand(): Command {
  return clientCommand('versions', 'list the versions of a classifier')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .action(async (classifier: string, options: ClientOptions) => {
      const found = await clientOf(options).versions(classifier);
      const lines = found.versions.map(({ version, metrics, costUsd, createdAt, deleted, model }) => {
        const mark = deleted ? 'deleted' : version === found.champion?.version ? 'serves' : '';
        const cost = `$${costUsd.toFixed(2)}`.padStart(7);
        return `${String(version).padStart(4)}  ${mark.padEnd(7)}  ${percent(metrics.accuracy)}  ${cost}  ${createdAt}  ${model}`;
      });
      if (found.sunset) lines.push(...describeSunset(found.sunset));
      print(options, found, lines.join('\n') || `Classifier ${classifier} has no versions yet.`);
    });
}
