import { readdirSync, rmSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';
import { builtinsByRequire } from './builtins-by-require.ts';
import { zodTakenApart } from './zod-taken-apart.ts';
import { zodWithoutLocales } from './zod-without-locales.ts';

/** Where the bundles lie, one folder a function, each with an `index.mjs`. */
export const BUNDLES = 'dist';

/**
 * What these load only when a request needs it lies beside their bundle in files of its own, so that it is not read at
 * their start. The files of one build are shared by all its bundles: each of these has a build for itself.
 */
const SPLIT: readonly string[] = ['serve-api', 'authorize-request'];

/** A function that has this file can train: the code of its threads is put beside its own. */
const LEARNER_THREADS = 'services/threads/learner-threads.ts';

/**
 * Bundles every function at once: one esbuild process for all of them takes a tenth of the time of one process each.
 * ESM and minified, because that starts fastest. Names of classes are lost, so that errors carry theirs as a property: to
 * keep them, esbuild would wrap every function, the inner loops of the learner among them.
 */
export async function bundleFunctions(root: string): Promise<void> {
  const names = readdirSync(`${root}/functions`);
  const whole = names.filter((name) => !SPLIT.includes(name));
  // What an earlier build left behind would be deployed as well.
  for (const name of names) rmSync(`${root}/${BUNDLES}/${name}`, { recursive: true, force: true });
  const handlers = await Promise.all([
    bundle(
      root,
      BUNDLES,
      whole.map((name) => [`${name}/index`, handlerOf(name)]),
    ),
    ...SPLIT.map((name) => bundle(root, `${BUNDLES}/${name}`, [['index', handlerOf(name)]], true)),
  ]);
  const outputs = handlers.flatMap(({ outputs }) => Object.entries(outputs));
  const training = names.filter((name) =>
    outputs.some(([path, { inputs }]) => path.startsWith(`${BUNDLES}/${name}/`) && LEARNER_THREADS in inputs),
  );
  await bundle(
    root,
    BUNDLES,
    training.map((name) => [`${name}/learner-thread`, 'services/threads/learner-thread.ts']),
  );
}

const handlerOf = (name: string) => `functions/${name}/handler.ts`;

/**
 * Makes bundles as the functions' are made.
 * @param folder that the bundles go to
 * @param entryPoints of each, where in the folder its bundle goes and where it is made from
 * @param splitting what is imported late has files of its own
 */
export async function bundle(
  root: string,
  folder: string,
  entryPoints: readonly (readonly [out: string, path: string])[],
  splitting = false,
): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints.map(([name, path]) => ({ in: path, out: name })),
    splitting,
    metafile: true,
    plugins: [zodTakenApart, zodWithoutLocales, builtinsByRequire],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Dependencies that are CommonJS inside call `require`, which an ES module has to make for itself.
    banner: {
      js: "import{createRequire as labelsmithRequire}from'node:module';const require=labelsmithRequire(import.meta.url);",
    },
  });
  return metafile;
}
