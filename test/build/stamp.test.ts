import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, ifChanged } from '../../build/stamp.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sealwatch-stamp-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.ts'), '1');
  writeFileSync(join(root, 'one.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const digest = () => digestOf(['src', 'one.json', 'absent'], root);

describe('a build step', () => {
  it('sees changed, renamed, added and removed inputs', () => {
    const seen = [digest()];
    writeFileSync(join(root, 'src', 'a.ts'), '2');
    seen.push(digest());
    renameSync(join(root, 'src', 'a.ts'), join(root, 'src', 'b.ts'));
    seen.push(digest());
    writeFileSync(join(root, 'absent'), '');
    seen.push(digest());
    rmSync(join(root, 'one.json'));
    seen.push(digest());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is skipped where nothing changed', async () => {
    let runs = 0;
    const step = () => {
      runs += 1;
      return Promise.resolve();
    };
    const stamp = join(root, 'dist', '.stamp');
    expect(await ifChanged(stamp, digest(), step)).toBe(true);
    expect(await ifChanged(stamp, digest(), step)).toBe(false);
    writeFileSync(join(root, 'one.json'), '{"a":1}');
    expect(await ifChanged(stamp, digest(), step)).toBe(true);
    expect(runs).toBe(2);
  });

  it('that failed is run again', async () => {
    const stamp = join(root, '.stamp');
    const fails = () => Promise.reject(new Error('broken'));
    await expect(ifChanged(stamp, digest(), fails)).rejects.toThrow('broken');
    expect(await ifChanged(stamp, digest(), () => Promise.resolve())).toBe(true);
  });
});
