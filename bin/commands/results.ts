import type { Command } from 'commander';
import { hasEnded } from '../../core/contract/run.ts';
import type { ApiClient } from '../client/api-client.ts';
import { CommandError } from '../command-error.ts';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hint, print } from './client-command.ts';

/** `labelsmith results ID`: loss and accuracy by step, as CSV. */
export function resultsCommand(): Command {
  return clientCommand('results', 'print the losses and accuracies of a run, as CSV')
    .argument('<id>', RUN_ID)
    .action(async (id: string, options: ClientOptions) => {
      const client = clientOf(options);
      const csv = await client.results(id).catch((error) => explainMissing(client, id, options, error));
      print(options, { run: id, csv }, csv.trimEnd());
    });
}

/** Says whether results may still come: of a run that has ended, none will. */
async function explainMissing(client: ApiClient, id: string, options: ClientOptions, error: unknown): Promise<never> {
  if (!(error instanceof CommandError) || error.name !== 'NotFound') throw error;
  const run = await client.run(id);
  if (!hasEnded(run.status)) {
    throw new CommandError(
      `run ${id} has no results yet: it is at "${run.state}"`,
      `Follow it with: ${hint(options, 'follow', id)}`,
      { name: 'NotFound' },
    );
  }
  const why = run.reason?.message ?? run.verdict ?? 'there was no job';
  throw new CommandError(
    `run ${id} has ended (${run.status}) and has no results: ${why}`,
    run.reason?.remedy ?? `See: ${hint(options, 'run', id)}`,
    { name: 'NotFound' },
  );
}
