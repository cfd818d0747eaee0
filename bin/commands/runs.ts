import type { Command } from 'commander';
import { drawRows } from '../terminal/table.ts';
import { printable } from '../terminal/text-width.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith runs`: the newest runs, one line each. */
export function runsCommand(): Command {
  return clientCommand('runs', 'list the newest runs')
    .option('--classifier <name>', 'only this classifier', classifierArgument)
    .action(async (options: ClientOptions & { classifier?: string }) => {
      const runs = await clientOf(options).runs(options.classifier ? { classifier: options.classifier } : {});
      const rows = runs.map((run) => {
        const news = run.verdict ?? run.reason?.message ?? run.state;
        return [run.startedAt, run.status, run.run, printable(news)];
      });
      const lines = drawRows([{}, {}, {}, {}], rows);
      print(options, { runs }, lines.join('\n') || 'There are no runs yet.');
    });
}
