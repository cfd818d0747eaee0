import type { Plugin } from 'esbuild';

const NAMESPACE = 'builtin-by-require';

/**
 * Lets a bundle take Node's own modules by `require`. An `import` of one reads every value that it exports, and so loads what
 * Node keeps for whoever asks: `node:http` brings the whole of `fetch` for its `WebSocket`, 50 ms of a function's start.
 * What is imported late is required late. The bundle's banner makes the `require` that this needs.
 */
export const builtinsByRequire: Plugin = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: NAMESPACE },
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
