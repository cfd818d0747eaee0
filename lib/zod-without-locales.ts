import type { Plugin } from 'esbuild';

/**
 * Leaves the translations of zod's messages out of a bundle, all but the English ones, which it uses by itself. zod offers
 * them as one namespace, which no bundler can take apart: 190 KB that every function would load at its start.
 */
export const zodWithoutLocales: Plugin = {
  name: 'zod-without-locales',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};
