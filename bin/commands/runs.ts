import type { Command } from 'commander';
import { followRun } from '../client/follow-run.ts';
import { describeProgress, progressPrinter } from '../terminal/run-progress.ts';
import { describeEnd } from '../terminal/run-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith runs | run ID | follow ID | rerun ID | cancel ID | results ID`: starting, watching and stopping runs. */
export function runCommands(): Command[] {
  return [
    clientCommand('runs', 'list the newest runs')
      .option('--classifier <name>', 'only this classifier', classifierArgument)
      .action(async (options: ClientOptions & { classifier?: string }) => {
        const runs = await clientOf(options).runs(options.classifier ? { classifier: options.classifier } : {});
        const lines = runs.map(
          (run) =>
            `${run.startedAt}  ${run.status.padEnd(9)}  ${run.run}  ${run.verdict ?? run.reason?.message ?? run.state}`,
        );
        print(options, { runs }, lines.join('\n') || 'There are no runs yet.');
      }),
    clientCommand('run', 'show one run')
      .argument('<id>')
      .action(async (id: string, options: ClientOptions) => {
        const run = await clientOf(options).run(id);
        print(
          options,
          run,
          run.finishedAt ? describeEnd(run) : `Run ${run.run}: ${run.status}\n  ${describeProgress(run)}`,
        );
      }),
    clientCommand('follow', 'watch a run until it has ended')
      .argument('<id>')
      .action(async (id: string, options: ClientOptions) => {
        const progress = progressPrinter(process.stderr, Date.now);
        const run = await followRun(clientOf(options), id, progress.tell);
        progress.end();
        print(options, run, describeEnd(run));
        if (run.status !== 'succeeded') process.exitCode = 1;
      }),
    clientCommand('rerun', 'start a run again on the same file')
      .argument('<id>')
      .option('--force', 'train even when nothing is new')
      .action(async (id: string, options: ClientOptions & { force?: true }) => {
        const client = clientOf(options);
        const { classifier, source } = await client.run(id);
        const run = await client.startRun({ classifier, ...source, force: options.force ?? false });
        print(options, run, `Run ${run.run} has started. Follow it with: labelsmith follow ${run.run}`);
      }),
    clientCommand('cancel', 'stop a run and its job')
      .argument('<id>')
      .action(async (id: string, options: ClientOptions) => {
        const run = await clientOf(options).cancel(id);
        print(options, run, `Run ${run.run} is being stopped.`);
      }),
    clientCommand('results', 'the table of losses and accuracies of a run, as CSV')
      .argument('<id>')
      .action(async (id: string, options: ClientOptions) => {
        const csv = await clientOf(options).results(id);
        print(options, { run: id, csv }, csv.trimEnd());
      }),
  ];
}
