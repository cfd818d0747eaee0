import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const ENTRY = 'bench/cold-start/naive-handler.ts';
const ROOT = join(import.meta.dirname, '../..');

/** How a handler is bundled by whoever sets nothing, and how ours are, see `lib/function-bundles.ts`. */
const FORMS = {
  naive: {
    format: 'cjs',
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  minified: {
    format: 'esm',
    minify: true,
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  },
} satisfies Record<string, BuildOptions>;

/** Bundles the naive handler into the folder. @returns the bundle's path */
export async function bundleNaive(folder: string, form: keyof typeof FORMS): Promise<string> {
  const outfile = join(folder, `${form}.${form === 'naive' ? 'cjs' : 'mjs'}`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
    ...FORMS[form],
  });
  return outfile;
}

/** A bundle's size in kilobytes of 1,000 bytes. */
export const kilobytesOf = (path: string): number => statSync(path).size / 1_000;
