#!/usr/bin/env node
/** The command line: a client of the HTTP API, the local cloud, the engine alone, and the preparation of files. */
import { Command, CommanderError } from 'commander';
import { commandLine } from './invocation.ts';
import { describeFailure, failureDocument } from './terminal/failure.ts';
import { endQuietlyWhenNobodyReads } from './terminal/standard-output.ts';

/** Where each command is. Only the one that is called is loaded: the others' libraries would cost it a second. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand(),
  prepare: async () => (await import('./commands/prepare.ts')).prepareCommand(),
  engine: async () => (await import('./commands/engine.ts')).engineCommand(),
  upload: async () => (await import('./commands/upload.ts')).uploadCommand(),
  runs: async () => (await import('./commands/runs.ts')).runsCommand(),
  run: async () => (await import('./commands/run.ts')).runCommand(),
  follow: async () => (await import('./commands/follow.ts')).followCommand(),
  rerun: async () => (await import('./commands/rerun.ts')).rerunCommand(),
  cancel: async () => (await import('./commands/cancel.ts')).cancelCommand(),
  results: async () => (await import('./commands/results.ts')).resultsCommand(),
  report: async () => (await import('./commands/report.ts')).reportCommand(),
  classify: async () => (await import('./commands/classify.ts')).classifyCommand(),
  settings: async () => (await import('./commands/settings.ts')).settingsCommand(),
  versions: async () => (await import('./commands/versions.ts')).versionsCommand(),
  drift: async () => (await import('./commands/drift.ts')).driftCommand(),
  promote: async () => (await import('./commands/promote.ts')).promoteCommand(),
  canary: async () => (await import('./commands/canary.ts')).canaryCommand(),
  rollback: async () => (await import('./commands/rollback.ts')).rollbackCommand(),
  delete: async () => (await import('./commands/delete.ts')).deleteCommand(),
};

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
