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
    },
  },
});
