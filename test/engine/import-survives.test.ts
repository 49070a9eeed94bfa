import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCaseReader } from '../../electron/store/case-store.ts';
import { cli, ROOT } from '../cli/spawn-cli.ts';
import { clientOf, openApp } from '../fixtures/app-client.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('survives');
afterAll(() => folder.remove());

const EVENTS = 40_000;
const BAD_LINES = 7;

/** Two thousand lines a bad one, so that rejections are counted across the kills too. */
function writeLog(path: string): void {
  const lines: string[] = [];
  for (let n = 0; n < EVENTS; n++) {
    const time = new Date(Date.UTC(2026, 5, 1) + n * 1_000).toISOString();
    lines.push(
      JSON.stringify({ time, level: 'INFO', user: `user${n % 50}`, n, text: `line ${n}` }),
    );
    if (n % 6_000 === 0) lines.push('{"broken": ');
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

function importAndKill(caseFile: string, log: string, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'electron', 'cli.ts'), 'import', log, '--case', caseFile],
      { stdio: 'ignore' },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function countsOf(caseFile: string) {
  const reader = openCaseReader(caseFile);
  const [source, ...others] = reader.sources.all();
  const counts = {
    sources: others.length + 1,
    events: reader.events.count(),
    rejected: source?.rejected,
    rejections: source ? reader.sources.rejectionCount(source.id) : 0,
    status: source?.status,
  };
  reader.close();
  return counts;
}

describe('an import that is killed', () => {
  it('loses nothing, doubles nothing and goes on where it was', async () => {
    const log = join(folder.path, 'log.jsonl');
    writeLog(log);
    const caseFile = join(folder.path, 'killed.sealwatch');
    for (const afterMs of [500, 700, 900, 1_100]) await importAndKill(caseFile, log, afterMs);
    const finished = await cli(folder.path, 'import', log, '--case', caseFile, '--json');
    expect(finished.stderr).toBe('');
    expect(finished.code).toBe(0);
    expect(countsOf(caseFile)).toEqual({
      sources: 1,
      events: EVENTS,
      rejected: BAD_LINES,
      rejections: BAD_LINES,
      status: 'ready',
    });
  }, 120_000);

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

  it('that changed since its import is a new exhibit', async () => {
    const place = join(folder.path, 'grown');
    mkdirSync(place);
    const log = join(place, 'grown.jsonl');
    writeFileSync(log, '{"time":"2026-06-01T00:00:00Z","text":"one"}\n');
    const { app } = await openApp(place);
    const client = clientOf(app);
    await client.call('evidence.import', { files: [app.mintToken(log)] });
    appendFileSync(log, '{"time":"2026-06-01T00:00:01Z","text":"two"}\n');
    await client.call('evidence.import', { files: [app.mintToken(log)] });
    const listed = await client.call('evidence.list', {});
    expect(listed.ok && listed.value.sources.map(({ source }) => source.exhibit)).toEqual([
      'E01',
      'E02',
    ]);
    await app.close();
  }, 30_000);
});
