#!/usr/bin/env node
import module from 'node:module';

// Plain JavaScript without packages, so that any Node can run it in a fresh clone and say what is missing. The rest is
// TypeScript, which Node runs by itself, without a flag, from this version on.
const LEAST = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) {
  // What Node makes of the TypeScript is kept between calls: it would take a third of a second and 20 MB each time.
  module.enableCompileCache?.();
  await import('./labelsmith.ts').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('Cannot find package')) throw error;
    refuse('NotInstalled', 'the packages that it needs are not installed', 'Run: npm ci');
  });
} else {
  refuse(
    'NodeTooOld',
    `Node ${LEAST.join('.')} or newer is needed, and this is Node ${process.versions.node}`,
    'npm ci brings Node 24 along, unless install scripts are turned off. Run: npm rebuild node --ignore-scripts=false',
  );
}

/**
 * Tells people, and where JSON was asked for programs, why nothing was done.
 * @param {string} name
 * @param {string} message
 * @param {string} remedy
 */
function refuse(name, message, remedy) {
  process.stderr.write(`labelsmith: ${message}\n${remedy}\n`);
  if (process.argv.includes('--json')) {
    const error = { name, message, remedy };
    process.stdout.write(`${JSON.stringify({ schema: 'labelsmith.error.v1', error })}\n`);
  }
  process.exitCode = 1;
}
