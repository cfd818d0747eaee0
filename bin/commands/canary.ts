import type { Command } from 'commander';
import { percent } from '../../core/contract/numbers.ts';
import { CommandError } from '../command-error.ts';
import { WRONG_USAGE } from '../terminal/exit-codes.ts';
import { classifierArgument, shareArgument, wholeNumber } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hint, print } from './client-command.ts';

interface CanaryOptions extends ClientOptions {
  share?: number;
  end?: boolean;
}

/** `labelsmith canary NAME N --share 0.1`: a version answers a share of the texts; with `--end`, it does so no more. */
export function canaryCommand(): Command {
  return clientCommand('canary', 'let a version answer a share of the texts')
    .argument('<classifier>', "the classifier's name", classifierArgument)
    .argument('[version]', "the version's number", wholeNumber(1, 999_999))
    .option('--share <share>', 'of the texts, e.g. 0.1', shareArgument)
    .option('--end', 'the version in service answers all texts again')
    .action(async (classifier: string, version: number | undefined, options: CanaryOptions) => {
      if (options.end) {
        const champion = await clientOf(options).endCanary(classifier);
        return print(options, champion, `Version ${champion.version} of ${classifier} answers all texts.`);
      }
      if (version === undefined || options.share === undefined) {
        throw new CommandError(
          'a canary needs a version and a share',
          `Type for example: ${hint(options, 'canary', classifier, '4', '--share', '0.1')}`,
          { exitCode: WRONG_USAGE },
        );
      }
      const champion = await clientOf(options).startCanary(classifier, version, options.share);
      print(
        options,
        champion,
        `Version ${version} of ${classifier} answers ${percent(options.share)} of the texts now.`,
      );
    });
}
