import { defineConfig } from 'vitest/config'

/**
 * Two projects. `pure` runs in threads without isolation, which is safe because module state is forbidden (architecture.test.ts).
 * `process` starts real processes: one at a time, since it measures time and counts what survives.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/*.test.ts', 'test/{unit,property}/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          // Properties take seconds on a busy machine; what must be fast has a bound of its own.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/{cli,attacks,e2e}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
