import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, defaultCaseFile, programFolder } from '../../../electron/places/places.ts';

describe('the data folder', () => {
  it('is where the system keeps such things', () => {
    expect(dataFolder({ platform: 'linux', env: {}, home: '/home/x' })).toBe(
      '/home/x/.local/share/Sealwatch',
    );
    expect(
      dataFolder({ platform: 'linux', env: { XDG_DATA_HOME: '/data' }, home: '/home/x' }),
    ).toBe('/data/Sealwatch');
    expect(dataFolder({ platform: 'darwin', env: {}, home: '/Users/x' })).toBe(
      '/Users/x/Library/Application Support/Sealwatch',
    );
    expect(dataFolder({ platform: 'win32', env: { APPDATA: 'C:\\R' }, home: 'C:\\x' })).toBe(
      'C:\\R\\Sealwatch',
    );
    expect(dataFolder({ platform: 'win32', env: {}, home: 'C:\\x' })).toBe(
      'C:\\x\\AppData\\Roaming\\Sealwatch',
    );
  });

  it('ignores a relative XDG folder, as its specification says', () => {
    expect(dataFolder({ platform: 'linux', env: { XDG_DATA_HOME: 'data' }, home: '/home/x' })).toBe(
      '/home/x/.local/share/Sealwatch',
    );
  });

  it('holds the case that every host opens by default', () => {
    expect(defaultCaseFile({ platform: 'linux', env: {}, home: '/home/x' })).toBe(
      '/home/x/.local/share/Sealwatch/default.sealwatch',
    );
  });
});

describe('the program folder', () => {
  it('is found from any module in it', () => {
    const folder = programFolder(import.meta.url);
    expect(existsSync(join(folder, 'resources', 'schemas'))).toBe(true);
  });
});
