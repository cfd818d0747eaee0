import type { Command } from 'commander';
import { describeProgress } from '../terminal/run-progress.ts';
import { describeEnd } from '../terminal/run-report.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith run ID`: where a run is, or how it ended. */
export function runCommand(): Command {
  return clientCommand('run', 'show one run')
    .argument('<id>')
    .action(async (id: string, options: ClientOptions) => {
      const run = await clientOf(options).run(id);
      const text = run.finishedAt ? describeEnd(run) : `Run ${run.run}: ${run.status}\n  ${describeProgress(run)}`;
      print(options, run, text);
    });
}
