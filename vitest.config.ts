import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Ends what hangs, and measures nothing: on a machine that does other things too, a test takes ten times as long.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // vitest leaves one core to itself by default, which makes one worker of two cores, and twice the time.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary'],
      // What only a process of its own reaches (main.ts, cli/terminal/process-context.ts, becoming another user, the lock's helper) is tested by spawning
      // the command, which this does not see.
      thresholds: {
        lines: 90,
        'src/core/{retention,layouts,formats,journal}/**': { lines: 90 },
        'src/core/{trash,logs}/write/**': { lines: 80 },
      },
    },
  },
});
