import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Run } from '../../core/contract/run.ts';
import type { ApiClient } from '../client/api-client.ts';
import { runOfUpload } from '../client/await-run.ts';
import { followRun } from '../client/follow-run.ts';
import { CommandError } from '../command-error.ts';
import { spamAssassinLines } from '../sample-data/spam-assassin.ts';
import { progressPrinter } from '../terminal/run-progress.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Writes the sample e-mails as one file of labelled texts, and returns its path. */
export function writeSample(directory: string, say: (line: string) => void): string {
  const lines = spamAssassinLines(ROOT);
  const folder = join(directory, 'sample');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'mail.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  say(`Sample: ${lines.length} real e-mails, spam and ham, in ${file}`);
  return file;
}

/** Uploads the file as any client would, and follows the run that this starts until it has ended. */
export async function trainOn(
  client: ApiClient,
  { classifier, file }: { classifier: string; file: string },
  say: (line: string) => void,
): Promise<Run> {
  say(`Uploading ${file} to classifier ${classifier} ...`);
  const key = await client.upload(classifier, file);
  const run = await runOfUpload(client, classifier, key);
  if (!run) throw new CommandError(`no run has started for ${key}`, 'Look into the logs of the function start-run.');
  const progress = progressPrinter(process.stderr, Date.now);
  try {
    return await followRun(client, run.run, progress);
  } finally {
    progress.end();
  }
}
