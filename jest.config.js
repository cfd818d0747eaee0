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
  testTimeout: 180_000,
};
