// Entry of the desktop program. Composes and starts, nothing else.

import { app, BrowserWindow, dialog, Menu, nativeTheme, protocol, screen, session } from 'electron';
import { fileURLToPath } from 'node:url';
import { startDesktop } from './desktop/start.ts';
import { findInstallation } from './web/installation.ts';
import { createApp } from './workers/create-app.ts';

// The installed program is also the command line: `sealwatch verify archive.db`.
const words = process.argv.slice(app.isPackaged ? 1 : 2);
if (/^(--help|--version|[a-z]+)$/.test(words[0] ?? '')) {
  process.argv = [process.execPath, 'sealwatch', ...words];
  await import('./cli.ts');
} else {
  startDesktop({
    electron: { app, BrowserWindow, dialog, Menu, nativeTheme, protocol, screen, session },
    createApp,
    installation: findInstallation(import.meta.url),
    // The bundle puts the preload script, as CommonJS for the sandbox, beside this file.
    preloadFile: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
    argv: process.argv,
    env: process.env,
    platform: process.platform,
    report: (line) => process.stderr.write(`${line}\n`),
  });
}
