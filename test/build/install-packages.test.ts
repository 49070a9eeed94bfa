import { describe, expect, it } from 'vitest';
import { packageFolders, progressLine } from '../../build/install-packages.mjs';

const lock = JSON.stringify({
  packages: {
    '': { name: 'sealwatch' },
    'node_modules/any': {},
    'node_modules/for-mac': { os: ['darwin'] },
    'node_modules/for-linux-arm': { os: ['linux'], cpu: ['arm64'] },
    'node_modules/for-linux-arm/node_modules/inner': {},
    'node_modules/for-musl': { libc: ['musl'] },
    'node_modules/not-for-windows': { os: ['!win32'] },
    'node_modules/beside': { link: true },
  },
});

describe('installing packages', () => {
  it('counts those that are meant for this machine', () => {
    expect(packageFolders(lock, 'linux', 'x64')).toEqual([
      'node_modules/any',
      'node_modules/not-for-windows',
    ]);
    expect(packageFolders(lock, 'win32', 'x64')).toEqual(['node_modules/any']);
  });

  it('says how far it is, from the first question to the last script', () => {
    expect(progressLine(10_000, 0, 700)).toMatch(/^10 s: npm prepares/);
    expect(progressLine(80_000, 350, 700)).toBe('1 min 20 s: 350 of 700 packages are here');
    expect(progressLine(90_000, 695, 700)).toContain('install scripts run');
  });
});
