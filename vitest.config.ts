/** One runner for everything that needs no browser; each file in a process of its own, beside the others. */
import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['spec', 'peers', 'faults', 'endurance'].map((kind) => `test/${kind}/**/*.test.{ts,tsx}`),
    globalSetup: ['test/support/shared-postgres.ts'],
    pool: 'forks',
    // Most of a test is waiting for a server, so even a small machine carries two, and no core need be kept free.
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // Generous: tests wait for conditions, and the machine may be slow and shared.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
});
