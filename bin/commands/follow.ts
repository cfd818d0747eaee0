import type { Command } from 'commander';
import { followRun } from '../client/follow-run.ts';
import { documentsOf } from '../client/run-documents.ts';
import { FAILED } from '../terminal/exit-codes.ts';
import { progressPrinter } from '../terminal/run-progress.ts';
import { describeEnd } from '../terminal/run-report.ts';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hintFor, print } from './client-command.ts';

/** `labelsmith follow ID`: a run's moving progress, until it has ended. */
export function followCommand(): Command {
  return clientCommand('follow', 'watch a run until it has ended')
    .argument('<id>', RUN_ID)
    .action(async (id: string, options: ClientOptions) => {
      const client = clientOf(options);
      const progress = progressPrinter(process.stderr, Date.now);
      const run = await followRun(client, id, progress).finally(progress.end);
      const documents = options.json ? {} : await documentsOf(client, id);
      print(options, run, describeEnd(run, documents, hintFor(options)));
      if (run.status !== 'succeeded') process.exitCode = FAILED;
    });
}
