import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { RUN_ID } from './arguments.ts';
import { type ClientOptions, clientCommand, clientOf, print } from './client-command.ts';

interface ReportOptions extends ClientOptions {
  readonly out?: string;
}

/** `labelsmith report ID`: saves a run's report, one HTML file that a browser opens without anything else. */
export function reportCommand(): Command {
  return clientCommand('report', 'save the report of a run as an HTML file')
    .argument('<id>', RUN_ID)
    .option('--out <file>', 'where to save it; else report-ID.html in this folder')
    .action(async (id: string, options: ReportOptions) => {
      const html = await clientOf(options).report(id);
      const path = resolve(options.out ?? `report-${id}.html`);
      await writeFile(path, html).catch((cause) => {
        throw new CommandError(`${path} cannot be written`, 'Name another file with --out.', { cause });
      });
      print(options, { schema: 'labelsmith.report.v1', run: id, path }, `The report of run ${id}: ${path}`);
    });
}
