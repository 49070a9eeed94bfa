// How the tests run: on the project's Node, one file after another on small machines, with a
// stand-in for Electron, whose binary tests must not need. The scenarios in the window come last and
// share their process, and with it one browser.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
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
    projects: [
      {
        extends: true,
        test: {
          name: 'program',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'window',
          include: ['test/e2e/*.test.ts'],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
