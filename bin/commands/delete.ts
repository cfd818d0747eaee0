import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { DeletedClassifier } from '../../core/contract/deletion.ts';
import { count } from '../../core/contract/numbers.ts';
import { CommandError } from '../command-error.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';
import { classifierArgument, wholeNumber } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hint, print } from './client-command.ts';

type DeleteOptions = ClientOptions & { readonly yes?: true };

/**
 * `labelsmith delete NAME N`: takes a version out of use for good, and deletes its model at the provider. Without a number
 * it is the whole classifier, and only when a person types its name, or with `--yes`.
 */
export function deleteCommand(): Command {
  return clientCommand('delete', "delete a version and the provider's model, or a whole classifier")
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .argument('[version]', "the version's number; left out: the classifier with all that was made of it", anyVersion)
    .option('--yes', 'delete a whole classifier without asking')
    .action(async (classifier: string, number: number | undefined, options: DeleteOptions) => {
      if (number === undefined) return deleteAll(classifier, options);
      const version = await clientOf(options).deleteVersion(classifier, number);
      print(
        options,
        version,
        `Version ${version.version} of ${classifier} and its model ${version.model} are deleted.`,
      );
    });
}

const anyVersion = wholeNumber(1, 999_999);

async function deleteAll(classifier: string, options: DeleteOptions): Promise<void> {
  if (!options.yes) await confirm(classifier, options);
  const deleted = await clientOf(options).deleteClassifier(classifier);
  print(options, deleted, describe(deleted));
}

/** @throws CommandError when there is nobody to ask, or another name is typed */
async function confirm(classifier: string, options: DeleteOptions): Promise<void> {
  const all = `all of ${classifier}: its uploads, feedback, datasets, runs, versions and models`;
  if (options.json || !process.stdin.isTTY) {
    throw new CommandError(
      `this would delete ${all}`,
      `If that is meant: ${hint(options, 'delete', classifier, '--yes')}. One version: ${hint(options, 'delete', classifier, 'N')}`,
      { name: 'WrongUsage', exitCode: WRONG_USAGE },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D are no answer.
  const typed = await terminal.question(`This deletes ${all}. Type its name to go on: `).catch(() => '');
  terminal.close();
  if (typed.trim() !== classifier)
    throw new CommandError('nothing was deleted: its name was not typed', 'Give its name as it is, or --yes.');
}

function describe({ classifier, datasets, left, models, runs, sharedDatasets, versions }: DeletedClassifier): string {
  const counts = [count(versions, 'version'), count(models, 'model'), count(runs, 'run'), count(datasets, 'dataset')];
  const sentences = [
    `${classifier} is deleted, with its uploads and feedback: ${counts.join(', ')}.`,
    ...(sharedDatasets > 0 ? [`Datasets that another classifier has as well, and that stay: ${sharedDatasets}.`] : []),
    ...(left.length > 0 ? [`The provider refuses to let go of: ${left.join(', ')}. Please delete it there.`] : []),
  ];
  return sentences.join('\n');
}
