import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without these conditions Vitest loads graphql twice (once as ESM, once as CommonJS), and the two copies do not
  // recognise each other's types. test/toolchain.test.ts keeps watch.
  ssr: { resolve: { conditions: ['node', 'module-sync'] } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
