import { readdirSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';
import { zodWithoutLocales } from './zod-without-locales.ts';

/** Where the bundles lie, one folder a function, each with an `index.mjs`. */
export const BUNDLES = 'dist';

/** A function that has this file can train: the code of its threads is put beside its own. */
const LEARNER_THREADS = 'services/learner-threads.ts';

/**
 * Bundles every function at once: one esbuild process for all of them takes a tenth of the time of one process each.
 * ESM and minified, because that starts fastest. Names of classes are lost, so that errors carry theirs as a property: to
 * keep them, esbuild would wrap every function, the inner loops of the learner among them.
 */
export async function bundleFunctions(root: string): Promise<void> {
  const names = readdirSync(`${root}/functions`);
  const handlers = await bundle(
    root,
    names.map((name) => [`${name}/index`, `functions/${name}/handler.ts`]),
  );
  const training = names.filter(
    (name) => LEARNER_THREADS in (handlers.outputs[`${BUNDLES}/${name}/index.mjs`]?.inputs ?? {}),
  );
  await bundle(
    root,
    training.map((name) => [`${name}/learner-thread`, 'services/learner-thread.ts']),
  );
}

/**
 * Makes bundles as the functions' are made.
 * @param entryPoints of each, where its bundle goes and where it is made from
 * @param folder that the bundles go to. @default BUNDLES
 */
export async function bundle(
  root: string,
  entryPoints: readonly (readonly [out: string, path: string])[],
  folder = BUNDLES,
): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints.map(([name, path]) => ({ in: path, out: name })),
    metafile: true,
    plugins: [zodWithoutLocales],
    outdir: folder,
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
  return metafile;
}
