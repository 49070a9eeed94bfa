import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { runFake, type Answers } from './fake-app.ts';
import { runReal } from './real-app.ts';
import { aVerification, withVerdict } from './samples.ts';

const folder = temporaryFolder('hard-places');
const place = (name: string) => join(folder.path, name);
const run = (...argv: readonly string[]) => runReal(folder.path, ...argv);
const hasPipes = process.platform !== 'win32';
/** POSIX has it everywhere; Windows has no such files. */
const PIPE_MAKER = 'mkfifo';
const LINE = '{"time":"2026-06-01T00:00:01Z","m":"x"}\n';
let server: Server | undefined;

beforeAll(async () => {
  writeFileSync(place('a.jsonl'), LINE);
  mkdirSync(place('folder'));
  mkdirSync(place('names'));
  writeFileSync(place('names/good.jsonl'), LINE);
  if (!hasPipes) return;
  execFileSync(PIPE_MAKER, [place('pipe')]);
  server = createServer();
  await new Promise<void>((resolve) => server?.listen(place('socket'), resolve));
  symlinkSync('two', place('one'));
  symlinkSync('one', place('two'));
  symlinkSync('.', place('names/itself'));
  writeFileSync(place('names/new\nline.jsonl'), LINE);
  const notUtf8 = Buffer.concat([Buffer.from(place('names/bad')), Buffer.from([0xff, 0xfe])]);
  writeFileSync(notUtf8, LINE);
});
afterAll(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  folder.remove();
});

const LONG = 'n'.repeat(300);

describe.skipIf(!hasPipes)('a path that no evidence can be read from', () => {
  it.each([
    ['pipe', 'pipe: is neither a file nor a folder'],
    ['socket', 'socket: is neither a file nor a folder'],
    ['/dev/zero', '/dev/zero: is neither a file nor a folder'],
    ['one', 'one: symbolic links that lead in a circle'],
    [LONG, 'is too long for this system'],
    ['bad\ufffd', 'is not UTF-8 cannot be given here'],
    ['a.jsonl/inside', 'a.jsonl/inside: a part of the path is not a folder'],
  ])('%s is named in one line with the reason, and the exit status is 3', async (path, reason) => {
    for (const ran of [await run('import', path, '--case', 'c'), await run('verify', path)]) {
      expect(ran.stderr).toContain(reason);
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(ran.code).toBe(3);
    }
  });
});

describe.skipIf(!hasPipes)('a place that no case can be in', () => {
  it.each([
    ['folder', 'folder: this is a folder, not a case'],
    ['pipe', 'pipe: this is a device or a pipe; a case is a file'],
    ['/dev/null', '/dev/null: this is a device or a pipe; a case is a file'],
    ['a.jsonl/inside', 'a.jsonl/inside: a part of the path is not a folder'],
    [LONG, 'is too long for this system'],
    ['/proc/case', '/proc/case: its folder cannot be written, or is not there'],
  ])('%s is refused in one line, and the exit status is 3', async (path, reason) => {
    const ran = await run('import', 'a.jsonl', '--case', path);
    expect(ran.stderr).toContain(reason);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(ran.code).toBe(3);
  });

  it('is made where only folders are missing', async () => {
    const ran = await run('import', 'a.jsonl', '--case', 'missing/folders/c');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
  });
});

describe.skipIf(!hasPipes)('a folder with odd names and a link to itself', () => {
  it('is read as far as it can be, and each thing left out is listed with its reason', async () => {
    const ran = await run('import', 'names', '--case', 'odd');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('2 events');
    expect(ran.stdout).toMatch(/bad\ufffd+ .*its name is not UTF-8/);
    expect(ran.stdout).toMatch(/itself .*symbolic link/);
    const named = await run('import', 'names/new\nline.jsonl', '--case', 'odd-one');
    expect(named.stdout).toContain('new\\u{a}line.jsonl');
  });
});

describe('a case that cannot be written', () => {
  const readOnly = () => {
    throw new FailureError(failure('disk.read-only', 'The case cannot be written.'));
  };
  const answers: Answers = {
    'evidence.import': readOnly,
    'evidence.verify': readOnly,
    'evidence.check': () => ({ sources: [withVerdict('verified')] }),
    'case.verifySeal': () => ({ verification: aVerification('verified', { kind: 'case-seal' }) }),
    'case.audit': () => ({ entries: [], total: 0, intact: true }),
  };

  it('is verified all the same: the verdicts are told, not kept', async () => {
    const ran = await runFake(['verify', '--case', 'a.jsonl'], { answers, cwd: folder.path });
    expect(ran.stdout).toContain('The verdicts are not kept with the case');
    expect(ran.code).toBe(0);
  });

  it.each(['disk.full', 'disk.error', 'case.damaged', 'case.locked'])(
    'is verified all the same where the reason is %s, after its seal was looked at',
    async (code) => {
      const ran = await runFake(['verify', '--case', 'a.jsonl', '--json'], {
        answers: {
          ...answers,
          'evidence.verify': () => {
            throw new FailureError(failure(code, 'Nothing can be written.'));
          },
        },
        cwd: folder.path,
      });
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        notKept: expect.stringContaining('Nothing can be written') as string,
      });
      expect(ran.calls.map(({ name }) => name)).toEqual([
        'case.verifySeal',
        'case.audit',
        'evidence.verify',
        'evidence.check',
      ]);
    },
  );

  it('is named with the reason by what must write to it', async () => {
    const ran = await runFake(['import', 'a.jsonl', '--case', 'a.jsonl'], {
      answers,
      cwd: folder.path,
    });
    expect(ran.stderr).toBe(
      `sealwatch: ${place('a.jsonl')}: cannot be written: the disk, its folder or the file itself is read-only\n`,
    );
    expect(ran.code).toBe(3);
  });

  it('ends an import of several paths where the disk is full, and names the case', async () => {
    const ran = await runFake(['import', 'a.jsonl', 'folder', '--case', 'a.jsonl'], {
      answers: {
        'evidence.import': () => {
          throw new FailureError(failure('disk.full', 'The disk is full.'));
        },
      },
      cwd: folder.path,
    });
    expect(ran.stderr).toBe(`sealwatch: ${place('a.jsonl')}: The disk is full.\n`);
    expect(ran.calls).toHaveLength(1);
    expect([ran.code, ran.stdout]).toEqual([3, '']);
  });
});
