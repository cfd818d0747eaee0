import type { Command } from 'commander';

/**
 * Every command by the name that people type, in the order of the help. Only the one that is called is loaded: the
 * others' libraries would cost it a second. Whatever else has to know the commands' names reads them here.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  prepare: async () => (await import('./prepare.ts')).prepareCommand(),
  engine: async () => (await import('./engine.ts')).engineCommand(),
  upload: async () => (await import('./upload.ts')).uploadCommand(),
  runs: async () => (await import('./runs.ts')).runsCommand(),
  run: async () => (await import('./run.ts')).runCommand(),
  follow: async () => (await import('./follow.ts')).followCommand(),
  rerun: async () => (await import('./rerun.ts')).rerunCommand(),
  cancel: async () => (await import('./cancel.ts')).cancelCommand(),
  results: async () => (await import('./results.ts')).resultsCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  classify: async () => (await import('./classify.ts')).classifyCommand(),
  settings: async () => (await import('./settings.ts')).settingsCommand(),
  versions: async () => (await import('./versions.ts')).versionsCommand(),
  drift: async () => (await import('./drift.ts')).driftCommand(),
  promote: async () => (await import('./promote.ts')).promoteCommand(),
  canary: async () => (await import('./canary.ts')).canaryCommand(),
  rollback: async () => (await import('./rollback.ts')).rollbackCommand(),
  delete: async () => (await import('./delete.ts')).deleteCommand(),
};
