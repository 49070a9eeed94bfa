import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssets } from '../../../electron/web/assets.ts';
import { makeBuiltPage, PAGE_TEXT } from '../../fixtures/built-page.ts';

let folder: string;
beforeEach(() => {
  folder = makeBuiltPage();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function loaded() {
  const assets = await loadAssets(folder);
  if (!assets.ok) throw new Error(assets.error.message);
  return assets.value;
}

describe('the list of assets', () => {
  it('serves the page under / and under its name', async () => {
    const assets = await loaded();
    for (const path of ['/', '/index.html']) {
      const asset = assets.find(path);
      expect(new TextDecoder().decode(asset?.bytes)).toBe(PAGE_TEXT);
      expect(asset?.contentType).toBe('text/html; charset=utf-8');
      expect(asset?.immutable).toBe(false);
    }
  });

  it('lets a file with a hash in its name be kept, and no other', async () => {
    const assets = await loaded();
    expect(assets.find('/assets/main-a1B2c3D4.js')?.immutable).toBe(true);
    expect(assets.find('/assets/plain.css')?.immutable).toBe(false);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/assets%2Fplain.css',
    '//index.html',
    '/assets/',
    '/INDEX.HTML',
    'index.html',
    '/index.html\0',
    '/__proto__',
    '',
  ])('knows nothing of %j', async (path) => {
    expect((await loaded()).find(path)).toBeUndefined();
  });

  it('does not see a file that is added after the start', async () => {
    const assets = await loaded();
    writeFileSync(join(folder, 'late.js'), '');
    expect(assets.find('/late.js')).toBeUndefined();
  });

  it('refuses a build with a file of a kind it does not know', async () => {
    writeFileSync(join(folder, 'case.sqlite'), '');
    const assets = await loadAssets(folder);
    expect(assets.ok ? '' : assets.error.message).toContain('case.sqlite');
  });

  it('says that the page is not built, and where it looked', async () => {
    const missing = join(folder, 'nowhere');
    const assets = await loadAssets(missing);
    expect(assets.ok ? '' : assets.error.code).toBe('page.missing');
    expect(assets.ok ? '' : assets.error.message).toContain(missing);
  });
});
