// How the window's page is built: one folder of hashed files that runs under app:// and under
// http://127.0.0.1 alike. Nothing is inlined as data: or evaluated, so the content security
// policy can stay strict.

import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  cacheDir: here('../node_modules/.vite-renderer'),
  plugins: [react()],
  build: {
    outDir: here('../dist/renderer'),
    emptyOutDir: true,
    // Electron's own Chromium and any browser of the last years.
    target: 'chrome120',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    // The rule editor is a chunk of its own, loaded when a rule is opened.
    chunkSizeWarningLimit: 4_000,
  },
  worker: { format: 'es' },
});
