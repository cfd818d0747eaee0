import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

/** Where the bundles lie, one folder a function, each with an `index.mjs`. */
export const BUNDLES = 'dist';

/**
 * Bundles every function at once: one esbuild process for all of them takes a tenth of the time of one process each.
 * ESM and minified, because that starts fastest. Names of classes are lost, so that errors carry theirs as a property: to
 * keep them, esbuild would wrap every function, the inner loops of the learner among them.
 */
export async function bundleFunctions(root: string): Promise<void> {
  const names = readdirSync(`${root}/functions`);
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    // Dependencies that are CommonJS inside call `require`, which an ES module has to make for itself.
    banner: {
      js: "import{createRequire as labelsmithRequire}from'node:module';const require=labelsmithRequire(import.meta.url);",
    },
  });
}
