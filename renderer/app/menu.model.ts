// The desktop's menu sends names of the host's; these are the window's commands behind them.

const COMMANDS: Readonly<Record<string, string>> = {
  'open-evidence': 'open-evidence',
  'open-folder': 'open-folder',
  'command-palette': 'palette',
  find: 'find-events',
  settings: 'go-settings',
  shortcuts: 'help',
};

/** Undefined for a name that this window does not know. */
export function menuCommandId(name: unknown, screens: readonly string[]): string | undefined {
  if (typeof name !== 'string') return undefined;
  if (name.startsWith('go:')) {
    const screen = name.slice('go:'.length);
    return screens.includes(screen) ? `go-${screen}` : undefined;
  }
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}
