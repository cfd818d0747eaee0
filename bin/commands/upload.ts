import type { Command } from 'commander';
import { runOfUpload } from '../client/follow-run.ts';
import { CommandError } from '../command-error.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

/** `labelsmith upload FILE --classifier NAME`: uploads a file, which starts a run by itself. */
export function uploadCommand(): Command {
  return clientCommand('upload', 'upload a file of labelled texts, which starts a run')
    .argument('<file>', 'csv, tsv, json, jsonl or txt, also gzipped')
    .requiredOption('--classifier <name>', "the classifier's name", classifierArgument)
    .action(async (file: string, options: ClientOptions & { classifier: string }) => {
      const client = clientOf(options);
      const key = await client.upload(options.classifier, file);
      const run = await runOfUpload(client, options.classifier, key);
      if (!run) throw new CommandError(`${key} was uploaded, but no run has started`, 'Look at: labelsmith runs');
      print(options, run, `Run ${run.run} has started. Follow it with: labelsmith follow ${run.run}`);
    });
}
