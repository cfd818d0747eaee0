#!/usr/bin/env node
/** The command line: a client of the HTTP API, the local cloud, the engine alone, and the preparation of files. */
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/all-commands.ts';
import { commandLine } from './invocation.ts';
import { describeFailure, failureDocument } from './terminal/failure.ts';
import { endQuietlyWhenNobodyReads } from './terminal/standard-output.ts';

endQuietlyWhenNobodyReads(process.stdout, process.stderr);
const name = process.argv[2] ?? '';
const called = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
const program = new Command('labelsmith')
  .description('Labelled text in, your own classifier API out.')
  .showHelpAfterError(`See: ${commandLine(...(called ? [name] : []), '--help')}`)
  .exitOverride();
const commands = await Promise.all((called ? [called] : Object.values(COMMANDS)).map((load) => load()));
for (const command of commands) program.addCommand(command.exitOverride().copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError && error.exitCode === 0)) tellFailure(error);
}

/** Tells people on stderr and, where JSON was asked for, programs on stdout. */
function tellFailure(error: unknown): void {
  const failure = describeFailure(error);
  process.exitCode = failure.exitCode;
  // Commander has told people already.
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`labelsmith: ${failure.message}${failure.remedy && `\n${failure.remedy}`}\n`);
  }
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(failureDocument(failure))}\n`);
}
