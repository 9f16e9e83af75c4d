import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests that spawn the command start a whole Node each; two cores are what CI has.
    testTimeout: 30_000,
    // vitest leaves one core to itself by default, which makes one worker of two cores, and twice the time.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary'],
      // What only a process of its own reaches (main.ts, cli/context.ts, becoming another user, the lock's helper) is tested by spawning
      // the command, which this does not see.
      thresholds: {
        lines: 90,
        'src/core/policy/**': { lines: 95 },
        'src/core/planning/**': { lines: 95 },
        'src/core/effects/**': { lines: 84 },
      },
    },
  },
});
