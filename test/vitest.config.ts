import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite finds graphql's index.mjs where Node, and so every package that is not transformed, finds index.js: two copies,
  // which do not recognise each other's types. Conditions do not help, as graphql has no exports map: only naming the
  // file that Node takes does. test/toolchain.test.ts keeps watch.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
