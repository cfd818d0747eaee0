import type { Command } from 'commander';
import { hasEnded } from '../../core/contract/run.ts';
import { runOfUpload, whenPrepared } from '../client/await-run.ts';
import { documentsOf } from '../client/run-documents.ts';
import { CommandError } from '../command-error.ts';
import { FAILED } from '../terminal/exit-codes.ts';
import { describeEnd, describeRows } from '../terminal/run-report.ts';
import { classifierArgument } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, hint, hintFor, print } from './client-command.ts';

/** `labelsmith upload FILE --classifier NAME`: uploads a file, which starts a run by itself. */
export function uploadCommand(): Command {
  return clientCommand('upload', 'upload a file of labelled texts, which starts a run')
    .argument('<file>', 'csv, tsv, jsonl, ndjson, json, txt, xlsx, zip or tar.gz; also gzipped')
    .requiredOption(
      '--classifier <name>',
      "the classifier's name (required); a new name makes a new classifier",
      classifierArgument,
    )
    .action(async (file: string, options: ClientOptions & { classifier: string }) => {
      const client = clientOf(options);
      const key = await client.upload(options.classifier, file);
      const run = await runOfUpload(client, options.classifier, key);
      if (!run) {
        throw new CommandError(
          `${key} was uploaded, but no run has started`,
          `Look at: ${hint(options, 'runs', '--classifier', options.classifier)}`,
        );
      }
      if (options.json) {
        print(options, run, '');
        return;
      }
      const now = await whenPrepared(client, run);
      const documents = await documentsOf(client, run.run);
      if (hasEnded(now.status)) {
        print(options, now, describeEnd(now, documents, hintFor(options)));
        if (now.status !== 'succeeded') process.exitCode = FAILED;
        return;
      }
      const lines = [
        `Run ${run.run} has started.`,
        ...(documents.preparation ? describeRows(documents.preparation) : []),
        `Follow it with: ${hint(options, 'follow', run.run)}`,
      ];
      print(options, now, lines.join('\n'));
    });
}
