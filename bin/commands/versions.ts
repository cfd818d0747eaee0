import type { Command } from 'commander';
import { percent } from '../terminal/run-progress.ts';
import { classifierArgument, wholeNumber } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith versions NAME | promote NAME N | rollback NAME`: which version serves. */
export function versionCommands(): Command[] {
  const named = (usage: string, description: string) =>
    clientCommand(usage, description).argument('<classifier>', "the classifier's name", classifierArgument);
  return [
    named('versions', 'list the versions of a classifier').action(
      async (classifier: string, options: ClientOptions) => {
        const found = await clientOf(options).versions(classifier);
        const lines = found.versions.map((version) => {
          const mark = version.version === found.champion?.version ? 'serves' : '';
          return `${String(version.version).padStart(4)}  ${mark.padEnd(6)}  ${percent(version.metrics.accuracy)}  ${version.createdAt}  ${version.model}`;
        });
        print(options, found, lines.join('\n') || `Classifier ${classifier} has no versions yet.`);
      },
    ),
    named('promote', 'put a version into service')
      .argument('<version>', "the version's number", wholeNumber(1, 999_999))
      .action(async (classifier: string, version: number, options: ClientOptions) => {
        const champion = await clientOf(options).promote(classifier, version);
        print(options, champion, `Version ${champion.version} of ${classifier} serves now.`);
      }),
    named('rollback', 'put the previous version back into service').action(
      async (classifier: string, options: ClientOptions) => {
        const champion = await clientOf(options).rollBack(classifier);
        print(options, champion, `Version ${champion.version} of ${classifier} serves again.`);
      },
    ),
  ];
}
