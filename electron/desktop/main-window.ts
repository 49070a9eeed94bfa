// The one window: hardened, at its old place, showing the page from app://.

import { join } from 'node:path';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { PAGE_URL } from './own-page.ts';
import {
  MIN_HEIGHT,
  MIN_WIDTH,
  readWindowState,
  writeWindowState,
  type WindowState,
} from './window-state.ts';

export interface MainWindowOptions {
  readonly preloadFile: string;
  /** Where the window's own state is kept. */
  readonly stateFolder: string;
  readonly screens: readonly Rectangle[];
  readonly dark: boolean;
  readonly developerTools: boolean;
  readonly report: (line: string) => void;
}

/** Cookies and page storage of the window, apart from any other session. */
export const PARTITION = 'persist:sealwatch';

export function windowOptions(
  options: Pick<MainWindowOptions, 'dark' | 'developerTools' | 'preloadFile'>,
  state: WindowState,
): BrowserWindowConstructorOptions {
  return {
    width: state.width,
    height: state.height,
    ...(state.x === undefined || state.y === undefined ? {} : { x: state.x, y: state.y }),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Sealwatch',
    show: false,
    backgroundColor: options.dark ? '#16191d' : '#f4f5f7',
    webPreferences: {
      preload: options.preloadFile,
      partition: PARTITION,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: options.developerTools,
    },
  };
}

export function openMainWindow(
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow,
  options: MainWindowOptions,
): BrowserWindow {
  const stateFile = join(options.stateFolder, 'window.json');
  const state = readWindowState(stateFile, options.screens);
  const window = create(windowOptions(options, state));
  if (state.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    try {
      writeWindowState(stateFile, {
        ...window.getNormalBounds(),
        maximized: window.isMaximized(),
      });
    } catch (error) {
      options.report(`The place of the window could not be kept: ${String(error)}`);
    }
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    options.report(`The window's process ended (${details.reason}); the page is loaded again.`);
    show(window, options.report);
  });
  show(window, options.report);
  return window;
}

function show(window: BrowserWindow, report: (line: string) => void): void {
  window.loadURL(PAGE_URL).catch((error: unknown) => {
    report(`The page could not be loaded: ${String(error)}`);
  });
}
