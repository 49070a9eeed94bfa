// The menu bar. Items about the page are commands sent to it; the page has the same commands on
// the same keys, so their accelerators are shown here but left to the page where the system allows.

import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from './channels.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly developerTools: boolean;
  readonly send: (command: MenuCommand) => void;
  readonly about: () => void;
}

export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, send } = options;
  const mac = platform === 'darwin';
  const item = (
    label: string,
    command: MenuCommand,
    accelerator: string,
  ): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => send(command),
  });
  const about: MenuItemConstructorOptions = {
    label: 'About Sealwatch',
    click: () => options.about(),
  };
  const settings = item('Settings', 'settings', 'CommandOrControl+,');

  return [
    ...(mac
      ? [
          {
            label: 'Sealwatch',
            submenu: [
              about,
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'hideOthers' as const },
              { role: 'unhide' as const },
              { type: 'separator' as const },
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: '&File',
      submenu: [
        item('&Open evidence …', 'open-evidence', 'CommandOrControl+O'),
        item('Open &folder …', 'open-folder', 'CommandOrControl+Shift+O'),
        { type: 'separator' },
        ...(mac ? [] : [settings, { type: 'separator' as const }]),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        item('&Find', 'find', 'CommandOrControl+F'),
        item('&Command palette', 'command-palette', 'CommandOrControl+K'),
      ],
    },
    {
      label: '&Go',
      submenu: [
        item('&Overview', 'go:overview', 'CommandOrControl+1'),
        item('&Evidence', 'go:evidence', 'CommandOrControl+2'),
        item('&Timeline', 'go:timeline', 'CommandOrControl+3'),
        item('&Rules', 'go:rules', 'CommandOrControl+4'),
        item('&Alerts', 'go:alerts', 'CommandOrControl+5'),
        item('&Incidents', 'go:incidents', 'CommandOrControl+6'),
        item('Re&views', 'go:reviews', 'CommandOrControl+7'),
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(options.developerTools
          ? [{ role: 'reload' as const }, { role: 'toggleDevTools' as const }]
          : []),
      ],
    },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        { label: 'Keyboard shortcuts', click: () => send('shortcuts') },
        ...(mac ? [] : [about]),
      ],
    },
  ];
}
