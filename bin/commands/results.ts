import type { Command } from 'commander';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith results ID`: loss and accuracy by step, as CSV. */
export function resultsCommand(): Command {
  return clientCommand('results', 'the table of losses and accuracies of a run, as CSV')
    .argument('<id>')
    .action(async (id: string, options: ClientOptions) => {
      const csv = await clientOf(options).results(id);
      print(options, { run: id, csv }, csv.trimEnd());
    });
}
