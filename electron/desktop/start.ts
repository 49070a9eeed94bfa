// Puts the desktop host together: what must happen before Electron is ready, then the application,
// the page's protocol and the window, and the orderly end. Electron itself is passed in.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import type * as electron from 'electron';
import { FailureError } from '../../shared/base/result.ts';
import { dataFolder, defaultCaseFile } from '../places/places.ts';
import { loadAssets } from '../web/assets.ts';
import type { Installation } from '../web/installation.ts';
import type { App, AppOptions } from '../workers/app.ts';
import { declareScheme, serveAppProtocol } from './app-protocol.ts';
import { CHANNEL_MENU } from './channels.ts';
import { filePicker } from './file-dialogs.ts';
import { cutOffNetwork, lockContents, lockSession } from './lockdown.ts';
import { openMainWindow, PARTITION } from './main-window.ts';
import { menuTemplate } from './menu.ts';
import { linkPage } from './page-link.ts';

export type ElectronParts = Pick<
  typeof electron,
  'app' | 'BrowserWindow' | 'dialog' | 'Menu' | 'nativeTheme' | 'protocol' | 'screen' | 'session'
>;

export interface DesktopOptions {
  readonly electron: ElectronParts;
  readonly createApp: (options: AppOptions) => Promise<App>;
  readonly installation: Installation;
  readonly preloadFile: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** One line for whoever started the program. */
  readonly report: (line: string) => void;
}

export function startDesktop(options: DesktopOptions): void {
  const { electron: parts, report } = options;
  if (!parts.app.requestSingleInstanceLock()) {
    report('Sealwatch is already open; its window comes to the front.');
    parts.app.quit();
    return;
  }
  cutOffNetwork(parts.app);
  parts.app.enableSandbox();
  declareScheme(parts.protocol);
  // Before any window exists, so that none can come about unlocked.
  parts.app.on('web-contents-created', (_event, contents) => lockContents(contents));
  parts.app.on('window-all-closed', () => parts.app.quit());

  open(options).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    report(`Sealwatch could not start: ${reason}`);
    parts.dialog.showErrorBox('Sealwatch could not start', reason);
    parts.app.exit(3);
  });
}

async function open(options: DesktopOptions): Promise<void> {
  const { electron: parts, platform, report } = options;
  await parts.app.whenReady();
  const session = parts.session.fromPartition(PARTITION);
  lockSession(parts.session.defaultSession);
  lockSession(session);

  const assets = await loadAssets(options.installation.assetsFolder);
  if (!assets.ok) throw new FailureError(assets.error);
  serveAppProtocol(session.protocol, assets.value);

  let window: electron.BrowserWindow | undefined;
  const machine = { platform, env: options.env, home: homedir() };
  const folder = dataFolder(machine);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const application = await options.createApp({
    caseFile: caseNamedIn(options.argv) ?? defaultCaseFile(machine),
    dataFolder: folder,
    resourcesFolder: options.installation.resourcesFolder,
    version: options.installation.version,
    hostName: 'desktop',
    topology: 'threads',
    reviews: true,
    pickFiles: filePicker(parts.dialog, () => window),
  });
  endWith(parts.app, application, report);

  const developerTools = !parts.app.isPackaged;
  window = openMainWindow(
    (windowOptions) => {
      const created = new parts.BrowserWindow(windowOptions);
      // Before the page is loaded, so that its first message finds somebody.
      linkPage(created.webContents, application, report);
      return created;
    },
    {
      preloadFile: options.preloadFile,
      stateFolder: folder,
      screens: parts.screen.getAllDisplays().map((display) => display.workArea),
      dark: parts.nativeTheme.shouldUseDarkColors,
      developerTools,
      report,
    },
  );
  const shown = window;
  window.on('closed', () => {
    window = undefined;
  });

  parts.Menu.setApplicationMenu(
    parts.Menu.buildFromTemplate(
      menuTemplate({
        platform,
        developerTools,
        send: (command) => window?.webContents.send(CHANNEL_MENU, command),
        about: () => {
          void parts.dialog.showMessageBox(shown, {
            type: 'info',
            title: 'About Sealwatch',
            message: `Sealwatch ${options.installation.version}`,
            detail: 'Offline investigation workstation. It makes no network connection.',
          });
        },
      }),
    ),
  );

  parts.app.on('second-instance', () => {
    if (!window) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
}

/** A case given on the command line, as a double click on its file does. */
function caseNamedIn(argv: readonly string[]): string | undefined {
  const named = argv.slice(1).find((word) => word.endsWith('.sealwatch'));
  if (named === undefined) return undefined;
  return isAbsolute(named) ? named : resolve(named);
}

/** The program ends only after its threads have, so that what was asked for is on the disk. */
function endWith(app: electron.App, application: App, report: (line: string) => void): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    application
      .close()
      .catch((error: unknown) => report(`The case did not close in order: ${String(error)}`))
      .finally(() => {
        state = 'closed';
        app.quit();
      })
      .catch(report);
  });
}
