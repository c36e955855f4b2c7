import { defineConfig } from 'vitest/config';

/** The house rules read files only: they need neither a database nor a chain. */
export default defineConfig({ test: { include: ['test/house.test.ts'] } });
