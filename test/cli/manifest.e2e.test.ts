// Lists of checksums beside evidence, from the command line.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaErrors } from '../electron/cli/schema-check.ts';
import { cli, documentOf, type CliResult } from './spawn-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const LINE = '{"time":"2026-06-01T00:00:00Z","n":1}\n';

function put(name: string, content: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

function sum(kind: string, content: string): string {
  return createHash(kind).update(content).digest('hex');
}

interface Checked {
  readonly kind: string;
  readonly verdict: string;
  readonly shows: string;
  readonly doesNotShow: string;
  readonly entries: readonly {
    readonly file: string;
    readonly verdict: string;
    readonly reason: string;
  }[];
}

function checked(result: CliResult): Checked {
  const document = documentOf(result) as { readonly sources: readonly Checked[] };
  expect(schemaErrors('verify', document)).toEqual([]);
  const [source] = document.sources;
  if (!source) throw new Error('no source');
  return source;
}

const verdicts = ({ entries }: Checked) =>
  Object.fromEntries(entries.map(({ file, verdict }) => [file, verdict]));

describe('a list of checksums beside files', () => {
  it('gives a verdict on each file, in every way of writing it', async () => {
    for (const name of ['a.log', 'b.log', 'sub/c d.log', 'e.log', 'f.log', 'g.log', 'h.log'])
      put(`logs/${name}`, LINE);
    put(
      'logs/SHA256SUMS',
      `${sum('sha256', LINE)}  ./a.log\r\n${sum('sha256', 'other')} *b.log\r\n${sum('sha256', LINE).toUpperCase()}  sub/c d.log\r\n${sum('sha256', LINE)}  gone.log\r\n${sum('sha256', LINE)}  ../outside.log\r\n`,
    );
    put('logs/more.txt', `SHA512 (e.log) = ${sum('sha512', LINE)}\n`);
    put('logs/f.log.md5', `${sum('md5', LINE)}\n`);
    put('logs/g.log.sha1', `${sum('sha1', 'other')}  g.log\n`);
    const result = await cli(folder, 'verify', 'logs', '--json');
    const source = checked(result);
    expect(result.code).toBe(4);
    expect(source).toMatchObject({ kind: 'manifest', verdict: 'altered' });
    expect(verdicts(source)).toEqual({
      'a.log': 'verified',
      'b.log': 'altered',
      'sub/c d.log': 'verified',
      'gone.log': 'missing',
      '../outside.log': 'unverifiable',
      'e.log': 'verified',
      'f.log': 'unverifiable',
      'g.log': 'altered',
      'h.log': 'unprotected',
    });
    const weak = source.entries.find((entry) => entry.file === 'f.log');
    expect(weak?.reason).toMatch(/^Identification only: its MD5 /);
    expect(`${source.shows} ${source.doesNotShow}`).not.toMatch(/tampered|deleted by|attacker/i);
  }, 60_000);

  it('is used for a case, which holds no events of it', async () => {
    put('logs/a.log', LINE);
    put('logs/SHA256SUMS', `${sum('sha256', LINE)}  a.log\n`);
    const imported = await cli(folder, 'import', 'logs', '--case', 'x.sealwatch', '--json');
    expect(documentOf(imported)).toMatchObject({
      sources: [{ events: 1, rejected: 0, skipped: 1 }],
    });
    const sound = await cli(folder, 'verify', '--case', 'x.sealwatch', '--json');
    expect(sound.code).toBe(0);
    expect(checked(sound)).toMatchObject({ kind: 'manifest', verdict: 'verified' });
    put('logs/a.log', `${LINE}${LINE}`);
    const later = await cli(folder, 'verify', '--case', 'x.sealwatch', '--json');
    expect(later.code).toBe(4);
    expect(verdicts(checked(later))).toEqual({ 'a.log': 'altered' });
  }, 60_000);

  it('beside a single file speaks of that file alone; by itself, of all that it names', async () => {
    put('logs/a.log', LINE);
    put('logs/b.log', LINE);
    put('logs/sha256sum.txt', `${sum('sha256', LINE)}  a.log\n${sum('sha256', LINE)}  gone.log\n`);
    put('logs/b.log.sha512', `${sum('sha512', LINE)}  b.log\n`);
    const one = await cli(folder, 'verify', 'logs/b.log', '--json');
    expect(verdicts(checked(one))).toEqual({ 'b.log': 'verified' });
    expect(one.code).toBe(0);
    const list = await cli(folder, 'verify', 'logs/sha256sum.txt', '--json');
    expect(verdicts(checked(list))).toEqual({ 'a.log': 'verified', 'gone.log': 'missing' });
  }, 60_000);

  it('may name files from a folder above its own', async () => {
    put('logs/a.log', LINE);
    put('logs/hashes/SHA256SUMS', `${sum('sha256', LINE)}  a.log\n`);
    const result = checked(await cli(folder, 'verify', 'logs', '--json'));
    expect(verdicts(result)).toEqual({ 'a.log': 'verified' });
  }, 60_000);
});
