// The command line in a few files instead of a thousand, for a quicker start: each command starts
// several threads, and each of them would look up, read and link the same modules one by one.
// Packages that are JavaScript alone are part of it; those with files of their own stay outside.
//
//   node build/cli-bundle.ts FOLDER     started by quick-cli.mjs

import { join, relative } from 'node:path';
import { build } from 'vite';
import { ROOT } from './root.ts';
import { threadAddresses, threadEntries } from './thread-entries.ts';

/** A native library; fonts and their tables. */
const OUTSIDE = [/^better-sqlite3/, /^pdfkit/];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('cli-bundle: no folder given');

await build({
  configFile: false,
  root: ROOT,
  logLevel: 'error',
  publicDir: false,
  plugins: [threadAddresses()],
  ssr: { noExternal: true },
  build: {
    outDir: folder,
    emptyOutDir: true,
    ssr: true,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      input: [join(ROOT, 'electron', 'cli.ts'), ...threadEntries()],
      external: OUTSIDE,
      output: {
        format: 'es',
        entryFileNames: ({ facadeModuleId, name }) =>
          facadeModuleId === null || facadeModuleId === undefined
            ? `${name}.js`
            : relative(ROOT, facadeModuleId).replaceAll('\\', '/').replace(/\.ts$/, '.js'),
        chunkFileNames: 'parts/[name]-[hash].js',
      },
    },
  },
});
