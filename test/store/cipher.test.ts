import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  checkNewPassphrase,
  keyFor,
  makeKey,
  protectionOf,
  wipe,
  type CaseKey,
} from '../../electron/store/cipher.ts';
import { rewriteCase } from '../../electron/store/cipher-rewrite.ts';
import { openReader, openWriter, type Db } from '../../electron/store/connection.ts';
import { FailureError } from '../../shared/base/result.ts';

const NEEDLE = 'needle-that-must-not-be-found';
const PASSPHRASE = 'four words and a half';

let folder = '';
let path = '';
let key: CaseKey;
let otherKey: CaseKey;
beforeAll(async () => {
  key = await makeKey(PASSPHRASE);
  otherKey = await makeKey('another passphrase');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-cipher-'));
  path = join(folder, 'c.sealwatch');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
  return 'no failure';
}

function note(db: Db): void {
  db.prepare('INSERT INTO audit VALUES (1, 0, ?, ?, ?, ?)').run('w', 'a', NEEDLE, 'h');
}

function noted(db: Db): unknown {
  const found = db.prepare('SELECT detail FROM audit').pluck().get();
  db.close();
  return found;
}

function makeCase(with_: CaseKey | undefined): void {
  const writer = openWriter(path, with_);
  note(writer.db);
  writer.close();
}

/** Names of the files in the folder in which the text stands in the clear. */
function filesWithNeedle(): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(NEEDLE));
}

describe('an encrypted case', () => {
  it('holds nothing in the clear, not even in its write-ahead log while it is written to', () => {
    const writer = openWriter(path, key);
    note(writer.db);
    expect(readdirSync(folder)).toContain('c.sealwatch-wal');
    expect(filesWithNeedle()).toEqual([]);
    expect(writer.db.pragma('temp_store', { simple: true })).toBe(2);
    writer.close();
    expect(filesWithNeedle()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['c.sealwatch', 'c.sealwatch-lock']);
    expect(protectionOf(path)).toBe('encrypted');
    expect(noted(openReader(path, key))).toBe(NEEDLE);
  });

  it('opens with its passphrase, whichever way its letters are composed', async () => {
    const composed = await makeKey('caf\u00e9 caf\u00e9');
    makeCase(composed);
    const decomposed = await keyFor(path, 'cafe\u0301 cafe\u0301');
    expect(noted(openReader(path, decomposed))).toBe(NEEDLE);
  });

  it('refuses another passphrase, none, and one where it has none', async () => {
    makeCase(key);
    const wrong = await keyFor(path, 'not the passphrase');
    expect(codeOf(() => openReader(path, wrong))).toBe('case.wrong-passphrase');
    expect(codeOf(() => openWriter(path, wrong))).toBe('case.wrong-passphrase');
    expect(codeOf(() => openReader(path, otherKey))).toBe('case.wrong-passphrase');
    expect(codeOf(() => openReader(path))).toBe('case.locked-passphrase');
    expect(codeOf(() => openWriter(path))).toBe('case.locked-passphrase');
    const plain = join(folder, 'plain.sealwatch');
    openWriter(plain).close();
    expect(codeOf(() => openReader(plain, key))).toBe('case.not-encrypted');
    await expect(keyFor(plain, PASSPHRASE)).rejects.toThrow('not encrypted');
  });

  it('does not open with a key that was wiped', () => {
    makeCase(key);
    const copy = { bytes: key.bytes.slice(), salt: key.salt };
    wipe(copy);
    expect(codeOf(() => openReader(path, copy))).toBe('case.wrong-passphrase');
  });

  it('shows a page that was changed on the disk', () => {
    makeCase(key);
    const bytes = readFileSync(path);
    const last = bytes.length - 2_000;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const db = openReader(path, key);
    expect(() => db.pragma('integrity_check')).toThrow();
    db.close();
  });

  it('has a salt of its own each time, and so another key from the same passphrase', async () => {
    const again = await makeKey(PASSPHRASE);
    expect(Buffer.from(again.salt).equals(key.salt)).toBe(false);
    expect(Buffer.from(again.bytes).equals(key.bytes)).toBe(false);
  });
});

describe('a passphrase', () => {
  it.each(['', 'short', 'x'.repeat(1_025)])('is refused where nobody could rely on it', (text) => {
    expect(codeOf(() => checkNewPassphrase(text))).toBe('passphrase.unfit');
  });
});

describe('rewriting a case', () => {
  it('sets, changes and removes its passphrase, and loses nothing', () => {
    makeCase(undefined);
    expect(filesWithNeedle()).toEqual(['c.sealwatch']);
    rewriteCase(path, undefined, key);
    expect(filesWithNeedle()).toEqual([]);
    expect(noted(openReader(path, key))).toBe(NEEDLE);
    rewriteCase(path, key, otherKey);
    expect(codeOf(() => openReader(path, key))).toBe('case.wrong-passphrase');
    expect(noted(openReader(path, otherKey))).toBe(NEEDLE);
    rewriteCase(path, otherKey, undefined);
    expect(protectionOf(path)).toBe('plain');
    expect(noted(openReader(path))).toBe(NEEDLE);
    expect(readdirSync(folder).sort()).toEqual(['c.sealwatch', 'c.sealwatch-lock']);
    const writer = openWriter(path);
    expect(writer.db.pragma('integrity_check', { simple: true })).toBe('ok');
    writer.close();
  });

  it('does nothing while somebody else has the case open, and says so', () => {
    makeCase(undefined);
    const writer = openWriter(path);
    expect(codeOf(() => rewriteCase(path, undefined, key))).toBe('case.locked');
    const reader = openReader(path);
    writer.close();
    expect(codeOf(() => rewriteCase(path, undefined, key))).toBe('case.locked');
    reader.close();
    rewriteCase(path, undefined, key);
    expect(noted(openReader(path, key))).toBe(NEEDLE);
  });

  it('refuses the wrong key and leaves the case as it was', () => {
    makeCase(key);
    const before = readFileSync(path);
    const wrong = { bytes: new Uint8Array(32), salt: key.salt };
    expect(codeOf(() => rewriteCase(path, wrong, undefined))).toBe('case.wrong-passphrase');
    expect(codeOf(() => rewriteCase(path, undefined, otherKey))).toBe('case.locked-passphrase');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is not hindered by what a killed one left behind', () => {
    makeCase(undefined);
    writeFileSync(`${path}.rewriting`, 'half');
    rewriteCase(path, undefined, key);
    expect(existsSync(`${path}.rewriting`)).toBe(false);
    expect(noted(openReader(path, key))).toBe(NEEDLE);
  });

  it('killed at any instant leaves a case that opens with the one key or the other', async () => {
    const writer = openWriter(path, key);
    note(writer.db);
    writer.db.exec(
      `CREATE TABLE filling AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
       SELECT i, randomblob(4000) AS bytes FROM n`,
    );
    writer.close();
    const module = fileURLToPath(
      new URL('../../electron/store/cipher-rewrite.ts', import.meta.url),
    );
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const literal = ({ bytes, salt }: CaseKey) =>
      `{ bytes: Buffer.from('${hex(bytes)}', 'hex'), salt: Buffer.from('${hex(salt)}', 'hex') }`;
    for (const delayMs of [0, 10, 25, 45, 70, 100]) {
      const [from, to] = protectsWith(key) ? [key, otherKey] : [otherKey, key];
      const script = `import { rewriteCase } from ${JSON.stringify(module)};
        process.stdout.write('ready');
        rewriteCase(${JSON.stringify(path)}, ${literal(from)}, ${literal(to)});`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      const ended = once(child, 'exit');
      await Promise.race([once(child.stdout, 'data'), ended]);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      child.kill('SIGKILL');
      await ended;
      const db = openWriter(path, protectsWith(key) ? key : otherKey);
      expect(db.db.prepare('SELECT count(*), sum(length(bytes)) FROM filling').raw().get()).toEqual(
        [3_000, 12_000_000],
      );
      db.close();
    }
  }, 30_000);
});

function protectsWith(candidate: CaseKey): boolean {
  return readFileSync(path).subarray(0, 16).equals(Buffer.from(candidate.salt));
}
