import { describe, expect, it } from 'vitest';
import type { MenuItemConstructorOptions } from 'electron';
import { MENU_COMMANDS } from '../../../electron/desktop/channels.ts';
import { menuTemplate } from '../../../electron/desktop/menu.ts';

function itemsOf(platform: NodeJS.Platform, developerTools = false) {
  const sent: string[] = [];
  const template = menuTemplate({
    platform,
    developerTools,
    send: (command) => sent.push(command),
    about: () => undefined,
  });
  const items = template.flatMap((menu): MenuItemConstructorOptions[] =>
    Array.isArray(menu.submenu) ? menu.submenu : [],
  );
  return { items, sent };
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('sends every command there is', () => {
    const { items, sent } = itemsOf(platform);
    for (const item of items) {
      if (item.role === undefined && item.type === undefined && !item.label?.startsWith('About')) {
        item.click?.(undefined as never, undefined, undefined as never);
      }
    }
    expect([...sent].sort()).toEqual([...MENU_COMMANDS].sort());
  });

  it('gives no key twice', () => {
    const keys = itemsOf(platform).items.flatMap((item) => item.accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves the keys of the page to the page', () => {
    const commands = itemsOf(platform).items.filter((item) => item.accelerator !== undefined);
    expect(commands.every((item) => item.registerAccelerator === false)).toBe(true);
  });

  it('has developer tools only where they are asked for', () => {
    const roles = (developerTools: boolean) =>
      itemsOf(platform, developerTools).items.map((item) => item.role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('toggleDevTools');
  });
});
