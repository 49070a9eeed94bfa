import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpool, plainFileName } from '../../../electron/loopback/spool.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('the spool', () => {
  it('refuses a file that the disk has no room for, before reading it', async () => {
    const spool = await createSpool(parent);
    const stored = await spool.take('big.gz', Readable.from(['x']), Number.MAX_SAFE_INTEGER);
    expect(stored.ok ? '' : stored.error.code).toBe('drop.too-large');
    expect(readdirSync(spool.folder)).toEqual([]);
  });

  it('keeps nothing of a file that did not arrive whole', async () => {
    const spool = await createSpool(parent);
    const short = await spool.take('a.log', Readable.from([Buffer.from('abc')]), 10);
    expect(short.ok ? '' : short.error.message).toContain('a.log did not arrive whole');
    const broken = new Readable({
      read() {
        this.destroy(new Error('gone'));
      },
    });
    const cut = await spool.take('b.log', broken, undefined);
    expect(cut.ok ? '' : cut.error.message).toContain('gone');
    expect(readdirSync(spool.folder)).toEqual([]);
  });

  it('removes what a killed host left behind, and nothing of a living one', async () => {
    const abandoned = join(parent, 'sealwatch-spool-999999999-x');
    const living = join(parent, `sealwatch-spool-${process.pid}-y`);
    const foreign = join(parent, 'other-spool-999999999-x');
    for (const folder of [abandoned, living, foreign]) mkdirSync(folder);
    await createSpool(parent);
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(living)).toBe(true);
    expect(existsSync(foreign)).toBe(true);
  });
});

describe('a plain file name', () => {
  it.each([
    ['bot.db', 'bot.db'],
    ['Bericht März.log', 'Bericht März.log'],
    ['a/b\\c.log', 'c.log'],
    ['.hidden', '.hidden'],
    ['a<b>.log', 'a_b_.log'],
    ['trailing. ', 'trailing'],
  ])('of %j is %j', (name, plain) => {
    expect(plainFileName(name)).toBe(plain);
  });

  it('is not cut but refused where it is too long for a file system', () => {
    expect(plainFileName('ü'.repeat(100))).toBe('ü'.repeat(100));
    expect(plainFileName('ü'.repeat(101))).toBeUndefined();
  });
});
