// The names and limits that the preload script and the main process share. Nothing else may be
// sent between them.

export const CHANNEL_MESSAGE = 'sealwatch:message';
export const CHANNEL_DROP = 'sealwatch:drop';
export const CHANNEL_MENU = 'sealwatch:menu';

/** A rule of two million characters, escaped at its worst, still fits. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
export const MAX_PATH_LENGTH = 32_767;

export const MENU_COMMANDS = [
  'open-evidence',
  'open-folder',
  'command-palette',
  'find',
  'settings',
  'shortcuts',
  'go:overview',
  'go:evidence',
  'go:timeline',
  'go:rules',
  'go:alerts',
  'go:incidents',
  'go:reviews',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];
