import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Contract tests run under Hardhat's own runner.
    include: ['test/{api,dev,e2e,indexer,web}/**/*.test.ts', 'test/house.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
