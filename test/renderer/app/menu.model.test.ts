import { describe, expect, it } from 'vitest';
import { MENU_COMMANDS } from '../../../electron/desktop/channels.ts';
import { menuCommandId } from '../../../renderer/app/menu.model.ts';

const SCREENS = [
  'overview',
  'evidence',
  'timeline',
  'rules',
  'alerts',
  'incidents',
  'reviews',
  'settings',
];

describe('the menu of the desktop', () => {
  it.for(MENU_COMMANDS)('has a command of the window behind %s', (name) => {
    expect(menuCommandId(name, SCREENS)).toBeDefined();
  });

  it('opens screens by their names', () => {
    expect(menuCommandId('go:alerts', SCREENS)).toBe('go-alerts');
    expect(menuCommandId('settings', SCREENS)).toBe('go-settings');
  });

  it('does nothing for a name that is none of its own', () => {
    for (const name of ['go:elsewhere', 'toString', 'quit', 7, null, undefined]) {
      expect(menuCommandId(name, SCREENS)).toBeUndefined();
    }
  });
});
