import { describe, expect, it } from 'vitest';
import {
  browserArguments,
  findBrowser,
  hasDisplay,
  type Desk,
} from '../../../electron/loopback/browser.ts';

const desk = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string>>,
  ...installed: string[]
): Desk => ({ platform, env, exists: (path) => installed.includes(path) });

describe('the display', () => {
  it('on Linux is X or Wayland', () => {
    expect(hasDisplay(desk('linux', {}))).toBe(false);
    expect(hasDisplay(desk('linux', { DISPLAY: '' }))).toBe(false);
    expect(hasDisplay(desk('linux', { DISPLAY: ':0' }))).toBe(true);
    expect(hasDisplay(desk('linux', { WAYLAND_DISPLAY: 'wayland-0' }))).toBe(true);
  });

  it('is always there on Windows and macOS', () => {
    expect(hasDisplay(desk('win32', {}))).toBe(true);
    expect(hasDisplay(desk('darwin', {}))).toBe(true);
  });
});

describe('the browser', () => {
  it('is looked for on the path, Chromium first', () => {
    const env = { PATH: '/opt/bin:/usr/bin' };
    expect(findBrowser(desk('linux', env, '/usr/bin/google-chrome', '/usr/bin/chromium'))).toBe(
      '/usr/bin/chromium',
    );
  });

  it('is looked for in the usual places', () => {
    expect(findBrowser(desk('linux', {}, '/opt/microsoft/msedge/msedge'))).toBe(
      '/opt/microsoft/msedge/msedge',
    );
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(desk('darwin', {}, chrome))).toBe(chrome);
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    expect(
      findBrowser(desk('win32', { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }, edge)),
    ).toBe(edge);
  });

  it('may not be there', () => {
    expect(findBrowser(desk('linux', { PATH: '/usr/bin' }, '/usr/bin/firefox'))).toBeUndefined();
  });

  it('is started in app mode, in a profile of its own, without traffic of its own', () => {
    const args = browserArguments('http://127.0.0.1:1/#token=x', '/data/profile', false);
    expect(args).toContain('--app=http://127.0.0.1:1/#token=x');
    expect(args).toContain('--user-data-dir=/data/profile');
    expect(args).toContain('--disable-background-networking');
    expect(args).toContain('--disable-component-update');
    expect(args).not.toContain('--no-sandbox');
  });

  it('is started without its sandbox for root alone, for whom it would not start with it', () => {
    expect(browserArguments('http://127.0.0.1:1/', '/data/profile', true)).toContain(
      '--no-sandbox',
    );
  });
});
