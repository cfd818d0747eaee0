#!/usr/bin/env node
/** The command line: a client of the HTTP API, the local cloud, and the preparation of files. */
import { Command, CommanderError } from 'commander';
import { CommandError } from './command-error.ts';
import { classifyCommand } from './commands/classify.ts';
import { engineCommand } from './commands/engine.ts';
import { prepareCommand } from './commands/prepare.ts';
import { runCommands } from './commands/runs.ts';
import { startCommand } from './commands/start.ts';
import { uploadCommand } from './commands/upload.ts';
import { versionCommands } from './commands/versions.ts';

const FAILED = 1;
const WRONG_USAGE = 2;

const program = new Command('labelsmith')
  .description('Labelled text in, your own classifier API out.')
  .showHelpAfterError()
  .exitOverride();
const commands = [
  startCommand(),
  prepareCommand(),
  engineCommand(),
  uploadCommand(),
  ...runCommands(),
  classifyCommand(),
  ...versionCommands(),
];
for (const command of commands) program.addCommand(command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else {
    process.exitCode = FAILED;
    const message = error instanceof Error ? error.message : String(error);
    const remedy = error instanceof Error && 'remedy' in error ? `\n${error.remedy}` : '';
    process.stderr.write(`labelsmith: ${message}${remedy}\n`);
    if (!(error instanceof CommandError) && !remedy && process.env['LABELSMITH_DEBUG']) console.error(error);
  }
}
