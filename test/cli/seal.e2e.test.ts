// The seal of a case from the command line: proofs, packages, checkpoints noted elsewhere.

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaErrors } from '../electron/cli/schema-check.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { cli, documentOf, ROOT, type CliResult } from './spawn-cli.ts';

const VERIFIER = join(ROOT, 'resources', 'verifier', 'verify-evidence.mjs');
const KEY = 'ab'.repeat(32);
let folder = '';
/** `verify --json` after the first import. */
let noted: readonly Checked[] = [];

interface Checked {
  readonly path: string;
  readonly kind: string;
  readonly verdict: string;
  readonly head?: { readonly sequence: number; readonly hash: string };
  readonly checkpoint?: string;
  readonly entries: readonly {
    readonly sequence?: number;
    readonly through?: number;
    readonly verdict: string;
    readonly reason: string;
  }[];
}

function sourcesOf(result: CliResult): readonly Checked[] {
  const document = documentOf(result) as { readonly sources: readonly Checked[] };
  expect(schemaErrors('verify', document)).toEqual([]);
  return document.sources;
}

const seal = (sources: readonly Checked[]) =>
  sources.find(({ checkpoint }) => checkpoint !== undefined);
const reasons = (sources: readonly Checked[]) =>
  sources.flatMap(({ entries }) => entries.map(({ verdict, reason }) => `${verdict}: ${reason}`));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  const week = anotherWeek(5, Date.UTC(2026, 5, 1));
  writeChainDatabase(join(folder, 'bot.db'), chainLog(week.entries, KEY));
  const lines = Array.from({ length: 500 }, (_, n) => `{"time":"2026-06-02T00:00:00Z","n":${n}}\n`);
  writeFileSync(join(folder, 'a.jsonl'), lines.join(''));
  await cli(folder, 'import', 'bot.db', '--case', 'c.sealwatch');
  const verified = await cli(folder, 'verify', '--case', 'c.sealwatch', '--json');
  noted = sourcesOf(verified);
  writeFileSync(join(folder, 'noted.json'), verified.stdout);
  writeFileSync(join(folder, 'noted.txt'), seal(noted)?.checkpoint ?? '');
  await cli(folder, 'import', 'a.jsonl', '--case', 'c.sealwatch');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('verify --case', { timeout: 60_000 }, () => {
  it('holds against what was noted, as text, as a file, as an answer of its own, as size and root', async () => {
    const head = seal(noted)?.head;
    expect(noted.map(({ kind }) => kind)).toEqual(['hash-chain', 'case-seal', 'case-seal']);
    for (const since of ['noted.txt', `${head?.sequence}:${head?.hash}`]) {
      const result = await cli(
        folder,
        'verify',
        '--case',
        'c.sealwatch',
        '--since',
        since,
        '--json',
      );
      expect([result.stderr, result.code]).toEqual(['', 0]);
      expect(reasons(sourcesOf(result))).toContainEqual(
        expect.stringContaining('500 events came since'),
      );
    }
  });

  it('names the event that was changed and ends with 4', async () => {
    copyFileSync(join(folder, 'c.sealwatch'), join(folder, 'bad.sealwatch'));
    const db = new Database(join(folder, 'bad.sealwatch'));
    const row = db.prepare('SELECT max(id) AS id FROM block').get() as { id: number };
    db.prepare('UPDATE leaf_hash SET hashes = zeroblob(length(hashes)) WHERE idx = 0').run();
    db.prepare("UPDATE block SET payload = x'00' WHERE id = ?").run(row.id);
    db.close();
    const result = await cli(folder, 'verify', '--case', 'bad.sealwatch', '--json');
    expect(result.code).toBe(4);
    expect(reasons(sourcesOf(result)).join('\n')).toContain(`Block ${row.id}`);
  });

  it('names what was changed in the record of an exhibit, however often it is verified', async () => {
    copyFileSync(join(folder, 'c.sealwatch'), join(folder, 'moved.sealwatch'));
    const db = new Database(join(folder, 'moved.sealwatch'));
    db.prepare("UPDATE source SET path = '/elsewhere/a.jsonl' WHERE exhibit = 'E02'").run();
    db.close();
    for (let times = 0; times < 2; times++) {
      const result = await cli(folder, 'verify', '--case', 'moved.sealwatch', '--json');
      expect(result.code).toBe(4);
      expect(reasons(sourcesOf(result)).join('\n')).toContain(
        'altered: E02: its name, path, hash, counts or times changed after sealing.',
      );
    }
  });

  it('looks at what it can where the case can no longer be signed', async () => {
    copyFileSync(join(folder, 'c.sealwatch'), join(folder, 'tile.sealwatch'));
    const db = new Database(join(folder, 'tile.sealwatch'));
    db.exec('UPDATE leaf_tile SET idx = idx + 50 WHERE idx = 0');
    db.close();
    const result = await cli(folder, 'verify', '--case', 'tile.sealwatch', '--json');
    expect([result.code, result.stderr]).toEqual([4, '']);
    expect(sourcesOf(result).map(({ kind }) => kind)).toContain('hash-chain');
  });

  it('looks at a case that cannot be written, and says that the verdicts are not kept', async () => {
    // A folder in the place of its lock: nobody can open the case for writing.
    mkdirSync(join(folder, 'shelf', 'c.sealwatch-lock'), { recursive: true });
    copyFileSync(join(folder, 'c.sealwatch'), join(folder, 'shelf', 'c.sealwatch'));
    const result = await cli(folder, 'verify', '--case', 'shelf/c.sealwatch', '--json');
    expect([result.code, result.stderr]).toEqual([0, '']);
    expect(documentOf(result)).toMatchObject({
      notKept: expect.stringContaining('shelf/c.sealwatch'),
    });
    expect(seal(sourcesOf(result))?.verdict).toBe('verified');
  });
});

describe('prove', { timeout: 60_000 }, () => {
  it('gives a proof that the verifier accepts, of an event and between checkpoints', async () => {
    const proof = await cli(folder, 'prove', '7', '--case', 'c.sealwatch', '--json');
    expect(schemaErrors('prove', documentOf(proof))).toEqual([]);
    const between = ['--from', 'noted.txt', '--case', 'c.sealwatch', '--out', 'between.json'];
    expect((await cli(folder, 'prove', ...between)).code).toBe(0);
    writeFileSync(join(folder, 'p.json'), proof.stdout);
    for (const file of ['p.json', 'between.json']) {
      const text = execFileSync(process.execPath, [VERIFIER, file], { cwd: folder });
      expect(text.toString()).toContain('everything holds');
    }
  });
});

describe('a file that is asked for', { timeout: 60_000 }, () => {
  it('is not written over the case or its evidence, under any name', async () => {
    copyFileSync(join(folder, 'c.sealwatch'), join(folder, 'own.sealwatch'));
    linkSync(join(folder, 'own.sealwatch'), join(folder, 'own.json'));
    linkSync(join(folder, 'bot.db'), join(folder, 'bot.zip'));
    const before = ['own.sealwatch', 'bot.db'].map((name) => readFileSync(join(folder, name)));
    for (const [command, out, reason] of [
      ['prove 7', 'own.sealwatch', 'the case itself'],
      ['prove 7', 'own.json', 'the case itself'],
      ['prove 7', 'a.jsonl', 'evidence of the case (E02)'],
      ['package', 'bot.zip', 'evidence of the case (E01)'],
    ] as const) {
      const argv = [...command.split(' '), '--case', 'own.sealwatch', '--out', out];
      const { code, stdout, stderr } = await cli(folder, ...argv);
      expect([code, stdout, stderr.trim().split('\n')]).toEqual([
        3,
        '',
        [expect.stringContaining(`${out}: this is ${reason}`)],
      ]);
    }
    expect(['own.sealwatch', 'bot.db'].map((name) => readFileSync(join(folder, name)))).toEqual(
      before,
    );
  });
});

describe('package', { timeout: 60_000 }, () => {
  it('writes the same file twice, which the verifier inside of it accepts', async () => {
    const argv = ['--exhibits', 'E01', '--case', 'c.sealwatch', '--json'];
    const made = await cli(folder, 'package', '--out', 'one.zip', ...argv);
    const again = await cli(folder, 'package', '--out', 'two.zip', ...argv);
    const [one, two] = [documentOf(made), documentOf(again)] as { sha256: string }[];
    expect(schemaErrors('package', one)).toEqual([]);
    expect(one?.sha256).toBe(two?.sha256);
    expect(existsSync(join(folder, 'one.zip.part'))).toBe(false);
    const text = execFileSync(
      process.execPath,
      [VERIFIER, 'one.zip', '--checkpoint', 'noted.txt'],
      { cwd: folder },
    );
    expect(text.toString()).toContain('originals/E01/bot.db');
    expect(text.toString()).toContain('everything holds');
  });
});
