import type { Command } from 'commander';
import { hasEnded } from '../../core/contract/run.ts';
import { documentsOf } from '../client/run-documents.ts';
import { describeAge, describeLife } from '../terminal/run-alive.ts';
import { describeProgress } from '../terminal/run-progress.ts';
import { describeEnd, describeRows } from '../terminal/run-report.ts';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hintFor, print } from './client-command.ts';

/** `labelsmith run ID`: where a run is, or how it ended. */
export function runCommand(): Command {
  return clientCommand('run', 'show one run')
    .argument('<id>', RUN_ID)
    .action(async (id: string, options: ClientOptions) => {
      const client = clientOf(options);
      const run = await client.run(id);
      const documents = options.json ? {} : await documentsOf(client, id);
      const now = new Date();
      const underWay = [
        `Run ${run.run}: ${run.status}`,
        `  ${describeProgress(run)}`,
        ...[...describeLife(run, now), ...describeAge(run, now)].map((part) => `  ${part}`),
        ...run.notes.map((note) => `  ${note}`),
        ...(documents.preparation ? describeRows(documents.preparation) : []),
      ];
      print(options, run, hasEnded(run.status) ? describeEnd(run, documents, hintFor(options)) : underWay.join('\n'));
    });
}
