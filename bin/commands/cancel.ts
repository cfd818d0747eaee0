import type { Command } from 'commander';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith cancel ID`: stops a run and its job at the provider. */
export function cancelCommand(): Command {
  return clientCommand('cancel', 'stop a run and its job')
    .argument('<id>', RUN_ID)
    .action(async (id: string, options: ClientOptions) => {
      const run = await clientOf(options).cancel(id);
      print(options, run, `Run ${run.run} is being stopped; its job is cancelled at the provider.`);
    });
}
