#!/usr/bin/env node
/** The command line: a client of the HTTP API, the local cloud, the engine alone, and the preparation of files. */
import { Command, CommanderError } from 'commander';
import { FAILED, WRONG_USAGE } from './terminal/exit-codes.ts';

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
  classify: async () => (await import('./commands/classify.ts')).classifyCommand(),
  versions: async () => (await import('./commands/versions.ts')).versionsCommand(),
  promote: async () => (await import('./commands/promote.ts')).promoteCommand(),
  rollback: async () => (await import('./commands/rollback.ts')).rollbackCommand(),
};

const program = new Command('labelsmith')
  .description('Labelled text in, your own classifier API out.')
  .showHelpAfterError()
  .exitOverride();
const called = COMMANDS[process.argv[2] ?? ''];
const commands = await Promise.all((called ? [called] : Object.values(COMMANDS)).map((load) => load()));
for (const command of commands) program.addCommand(command.exitOverride().copyInheritedSettings(program));

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
  }
}
