import type { Command } from 'commander';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hint, print } from './client-command.ts';

/** `labelsmith rerun ID`: a new run on the file of an earlier one. */
export function rerunCommand(): Command {
  return clientCommand('rerun', 'start a run again on the same file')
    .argument('<id>', RUN_ID)
    .option('--force', 'train even when nothing is new')
    .action(async (id: string, options: ClientOptions & { force?: true }) => {
      const client = clientOf(options);
      const { classifier, source } = await client.run(id);
      const run = await client.startRun({ classifier, ...source, force: options.force ?? false });
      print(options, run, `Run ${run.run} has started. Follow it with: ${hint(options, 'follow', run.run)}`);
    });
}
