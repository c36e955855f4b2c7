import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves it, and so Ponder: Vite would take the package's other build, and types of two builds do not mix.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Contract tests run under Hardhat's own runner.
    include: ['test/{api,dev,e2e,examples,indexer,web}/**/*.test.ts', 'test/house.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
