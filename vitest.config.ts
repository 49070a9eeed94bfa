// How the tests run: on the project's Node, one file after another on small machines, with a
// stand-in for Electron, whose binary tests must not need.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    alias: {
      electron: fileURLToPath(new URL('./test/fixtures/electron-stand-in.ts', import.meta.url)),
    },
    environment: 'node',
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    restoreMocks: true,
    // A test file without tests, or a filter that finds none, is a mistake.
    passWithNoTests: false,
  },
});
