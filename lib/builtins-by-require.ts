import type { Plugin } from 'esbuild';

const ITS_VALUES = 'builtin-values';
const AS_A_WHOLE = 'builtin-as-a-whole';

/**
 * Lets a bundle take Node's own modules by `require`, and of each the values that it uses. An `import` of one reads every
 * value that it exports, and so loads what Node keeps for whoever asks: `node:http` brings the whole of `fetch` for its
 * `WebSocket`, 50 ms of a function's start. What is imported late is required late. The bundle's banner makes the `require`
 * that this needs.
 */
export const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) => {
      if (kind === 'require-call') return { path, external: true };
      return { path, namespace: kind === 'dynamic-import' ? AS_A_WHOLE : ITS_VALUES };
    });
    build.onLoad({ filter: /.*/, namespace: AS_A_WHOLE }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
    build.onLoad({ filter: /.*/, namespace: ITS_VALUES }, async ({ path }) => ({
      contents: takeValues(path, Object.keys(await import(path))),
      loader: 'js',
    }));
  },
};

/** A module that exports the values of a built-in one: each is read by a call that is left out where nobody uses it. */
function takeValues(path: string, names: readonly string[]): string {
  return [
    `const builtin = require(${JSON.stringify(path)});`,
    'const take = (name) => builtin[name];',
    ...names
      .filter((name) => name !== 'default')
      .map((name) => `export const ${name} = /* @__PURE__ */ take(${JSON.stringify(name)});`),
    'export default builtin;',
  ].join('\n');
}
