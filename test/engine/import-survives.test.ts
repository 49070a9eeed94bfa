import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { openCaseReader } from '../../electron/store/case-store.ts';
import { cli, ROOT } from '../cli/spawn-cli.ts';
import { clientOf, openApp } from '../fixtures/app-client.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('survives');
afterAll(() => folder.remove());

const EVENTS = 40_000;
const KILLS = Number(process.env['SEALWATCH_KILLS'] ?? 10);
/** An import is cut off so often before it may end; then another case is begun. */
const KILLS_PER_CASE = 4;

function writeLog(path: string): void {
  const lines: string[] = [];
  for (let n = 0; n < EVENTS; n++) {
    lines.push(lineOf(n, ''));
    // Bad lines, so that rejections are counted across the kills too.
    if (n % 6_000 === 0) lines.push('{"broken": ');
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function lineOf(n: number, padding: string): string {
  const time = new Date(Date.UTC(2026, 5, 1) + n * 1_000).toISOString();
  return JSON.stringify({ time, user: `user${String(n % 50)}`, n, padding });
}

/** A file that is read in slices, packed files that share batches, a broken one, and a database. */
function writeMaterial(path: string): void {
  mkdirSync(join(path, 'packed'), { recursive: true });
  const padding = 'x'.repeat(3_000);
  const big = Array.from({ length: 11_500 }, (_, n) =>
    n % 1_000 === 7 ? '{"broken": ' : lineOf(n, padding),
  );
  writeFileSync(join(path, 'big.jsonl'), `${big.join('\n')}\n`);
  for (let file = 0; file < 60; file++) {
    const lines = Array.from({ length: 200 }, (_, n) => lineOf(file * 200 + n, randomish(n)));
    const name = join(path, 'packed', `${String(file).padStart(3, '0')}.jsonl.gz`);
    const packed = gzipSync(lines.join('\n'));
    writeFileSync(name, file === 30 ? packed.subarray(0, packed.length - 9) : packed);
  }
  const week = anotherWeek(7, Date.UTC(2026, 5, 1)).entries;
  writeChainDatabase(join(path, 'bot.db'), chainLog(week, 'ef'.repeat(32)));
}

function randomish(n: number): string {
  return createHash('sha256').update(String(n)).digest('base64').repeat(4);
}

/** An instant in an import: so long after the case holds so many blocks, or was first written to. */
interface Instant {
  readonly blocks: number;
  readonly afterMs: number;
}

const NEVER: Instant = { blocks: 0, afterMs: Number.POSITIVE_INFINITY };

/** @returns milliseconds from the first write until it ended, by itself or killed */
function importAndKill(caseFile: string, path: string, at: Instant): Promise<number> {
  const startedMs = Date.now();
  let writtenMs: number | undefined;
  let reachedMs: number | undefined;
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'electron', 'cli.ts'), 'import', path, '--case', caseFile],
      { stdio: 'ignore' },
    );
    const watch = setInterval(() => {
      const log = statSync(`${caseFile}-wal`, { throwIfNoEntry: false });
      if (writtenMs === undefined && log && log.mtimeMs >= startedMs) writtenMs = Date.now();
      if (writtenMs === undefined) return;
      if (reachedMs === undefined && blocksIn(caseFile) >= at.blocks) reachedMs = Date.now();
      if (reachedMs !== undefined && Date.now() - reachedMs >= at.afterMs) child.kill('SIGKILL');
    }, 5);
    child.on('close', () => {
      clearInterval(watch);
      resolve(Date.now() - (writtenMs ?? startedMs));
    });
  });
}

/** What another process sees committed at this instant; none where the case is not made yet. */
function blocksIn(caseFile: string): number {
  const case_ = new Database(caseFile, { readonly: true });
  try {
    const made = case_.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'block'").get();
    if (made === undefined) return 0;
    return Number(case_.prepare('SELECT count(*) FROM block').pluck().get());
  } finally {
    case_.close();
  }
}

/** Everything that was read, and nothing of when it was. */
function contentOf(caseFile: string) {
  const reader = openCaseReader(caseFile);
  const sources = reader.sources.all();
  const content = {
    sources: sources.map(({ status, events, rejected, skipped, undated, bytes, sha256 }) => {
      return { status, events, rejected, skipped, undated, bytes, sha256 };
    }),
    files: sources.map(({ id }) => reader.sources.files(id)),
    rejections: sources.map(({ id }) =>
      reader.sources.rejections(id, 0, 10_000).map(({ id: _id, ...rejection }) => rejection),
    ),
    blocks: reader.events.blockIds().map((id) => {
      const block = reader.events.block(id);
      return block && [block.firstEvent, block.count, Buffer.from(block.sha256).toString('hex')];
    }),
    leaves: reader.leafTiles.size(),
  };
  reader.close();
  return content;
}

function timesResumed(caseFile: string): number {
  const reader = openCaseReader(caseFile);
  const acts = [...reader.audit.all()].filter((entry) => entry.act === 'import resumed');
  reader.close();
  return acts.length;
}

describe('an import that is killed', () => {
  it(
    'loses nothing, doubles nothing and goes on where it was',
    async () => {
      const material = join(folder.path, 'material');
      writeMaterial(material);
      const unbroken = join(folder.path, 'unbroken.sealwatch');
      const took = await importAndKill(unbroken, material, NEVER);
      const expected = contentOf(unbroken);
      const allBlocks = expected.blocks.length;
      expect(expected.sources).toMatchObject([{ status: 'ready' }]);
      let seed = 20_260_601;
      const random = (): number => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
      let resumed = 0;
      for (let kills = 0, number = 0; kills < KILLS; number++) {
        const caseFile = join(folder.path, `killed-${String(number)}.sealwatch`);
        for (let kill = 0; kill < KILLS_PER_CASE && kills < KILLS; kill++, kills++) {
          // The first by what is committed, however fast the machine is at that moment; the rest at
          // any instant, before the first block and after the last one too.
          const at =
            kill === 0
              ? { blocks: 1 + Math.floor((random() * allBlocks) / 2), afterMs: 0 }
              : { blocks: 0, afterMs: took * random() };
          await importAndKill(caseFile, material, at);
        }
        const finished = await cli(folder.path, 'import', material, '--case', caseFile, '--json');
        expect(finished.stderr).toBe('');
        expect(finished.code).toBe(0);
        expect(contentOf(caseFile)).toEqual(expected);
        resumed += timesResumed(caseFile);
        rmSync(caseFile);
      }
      // Otherwise nothing was killed on the way.
      expect(resumed).toBeGreaterThan(0);
    },
    60_000 + KILLS * 30_000,
  );

  it('that is cancelled says so, keeps what was committed, and is finished by the next one', async () => {
    const place = join(folder.path, 'cancelled');
    mkdirSync(place);
    const log = join(place, 'log.jsonl');
    writeLog(log);
    const { app } = await openApp(place, { topology: 'threads' });
    const client = clientOf(app);
    const abort = new AbortController();
    const cancelled = await client.call(
      'evidence.import',
      { files: [app.mintToken(log)] },
      {
        signal: abort.signal,
        onProgress: ({ phase, done }) => {
          if (phase === 'import' && done > 0) abort.abort();
        },
      },
    );
    if (!cancelled.ok) expect(cancelled.error.code).toBe('job.cancelled');
    const finished = await client.call('evidence.import', { files: [app.mintToken(log)] });
    expect(finished.ok && finished.value.sources[0]?.source.events).toBe(EVENTS);
    await app.close();
  }, 60_000);
});

describe('a case that another process writes', () => {
  it('refuses the second writer in one line that names the case, and still answers readers', async () => {
    const place = join(folder.path, 'locked');
    mkdirSync(place);
    const log = join(place, 'small.jsonl');
    writeFileSync(log, '{"time":"2026-06-01T00:00:00Z","text":"one"}\n');
    const { app } = await openApp(place, { topology: 'threads' });
    const first = await clientOf(app).call('evidence.import', { files: [app.mintToken(log)] });
    expect(first.ok).toBe(true);
    const caseFile = join(place, 'test.sealwatch');
    const second = await cli(place, 'import', log, '--case', caseFile);
    expect(second.code).toBe(3);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect(second.stderr).toContain('test.sealwatch');
    expect(second.stderr).toContain('open for writing');
    const reading = await cli(place, 'search', 'one', '--case', caseFile, '--json');
    expect(reading.code).toBe(0);
    expect(reading.stdout.trim().split('\n')).toHaveLength(1);
    await app.close();
  }, 60_000);
});

describe('evidence that cannot be read', () => {
  it('is refused with its name and the reason, and the case stays as it was', async () => {
    const place = join(folder.path, 'unreadable');
    mkdirSync(place);
    const { app } = await openApp(place);
    const client = clientOf(app);
    const binary = join(place, 'picture.bin');
    writeFileSync(binary, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0, 0]));
    const refused = await client.call('evidence.import', { files: [app.mintToken(binary)] });
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(refused.error.message).toContain('picture.bin');
    const missing = await client.call('evidence.import', {
      files: [app.mintToken(join(place, 'nowhere.log'))],
    });
    expect(missing.ok).toBe(false);
    if (!missing.ok) expect(missing.error.message).toContain('nowhere.log');
    const listed = await client.call('evidence.list', {});
    expect(listed.ok && listed.value.sources).toEqual([]);
    await app.close();
  }, 30_000);
});
