/** Tests are ES modules in TypeScript; swc strips the types, `npm run types` checks them. */
export default {
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/silence-metrics.ts'],
  globalSetup: '<rootDir>/test/bundle-functions.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.labelsmith'],
  // One process would hold the modules of every test file until the end: with hundreds of them it does little but collect garbage.
  maxWorkers: 1,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 180_000,
};
