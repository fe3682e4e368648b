import { defineConfig } from 'vitest/config';

// Two workers: native inference and decoding bring their own threads, and continuous integration has two cores.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['test/e2e/**'] },
      },
      {
        // A browser with the whole program behind it: after everything else, and one file at a time.
        extends: true,
        test: { name: 'whole', include: ['test/e2e/**/*.test.ts'], globalSetup: ['test/e2e/globalSetup.ts'], fileParallelism: false, sequence: { groupOrder: 1 }, testTimeout: 180_000, hookTimeout: 300_000 },
      },
    ],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
