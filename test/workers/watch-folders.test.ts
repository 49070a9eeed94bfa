import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcedureName } from '../../shared/contract/procedures.ts';
import {
  LOOK_EVERY_MS,
  lookAtPath,
  REST_AT_MOST_MS,
  startWatching,
} from '../../electron/workers/watch-folders.ts';

/** A case that watches `paths`, a disk that looks as `disk` says, a clock that a test moves. */
function watching(paths: string[], disk: Map<string, string>) {
  const calls: string[] = [];
  const problems: string[] = [];
  const solved: string[] = [];
  let changes = 0;
  let waiting: (() => void) | undefined;
  let nowMs = 0;
  let alreadyThere = false;
  let failing: string | undefined;
  let failingCode = '';
  const call = async (name: ProcedureName, input: unknown) => {
    if (name === 'evidence.watched') {
      return { ok: true as const, value: { watched: paths.map((path) => ({ path, sinceUs: 0 })) } };
    }
    calls.push(name === 'evidence.import' ? `import ${JSON.stringify(input)}` : name);
    if (failing !== undefined) {
      return { ok: false as const, error: { code: failingCode, message: failing } };
    }
    return { ok: true as const, value: { sources: [{ alreadyThere }], seconds: 0 } };
  };
  const watcher = startWatching({
    call,
    tokenOf: (path) => `f-${path}`,
    clock: {
      nowMs: () => nowMs,
      after(_delayMs, callback) {
        waiting = callback;
        return () => (waiting = undefined);
      },
    },
    lookEveryMs: LOOK_EVERY_MS,
    look: async (path) => {
      const seen = disk.get(path);
      if (seen === undefined) throw Object.assign(new Error(`lstat ${path}`), { code: 'ENOENT' });
      if (seen === 'locked') throw new Error('it is locked');
      return seen;
    },
    onProblem: (message) => problems.push(message),
    onSolved: (message) => solved.push(message),
    onChange: () => (changes += 1),
  });
  return {
    calls,
    problems,
    solved,
    changes: () => changes,
    watcher,
    setAlreadyThere: (value: boolean) => (alreadyThere = value),
    setFailing(message: string | undefined, code = 'file.unreadable') {
      failing = message;
      failingCode = code;
    },
    isWaiting: () => waiting !== undefined,
    /** One round; returns when the next one is awaited. */
    async look(times = 1) {
      for (let n = 0; n < times; n++) {
        const run = waiting;
        waiting = undefined;
        nowMs += LOOK_EVERY_MS;
        run?.();
        await expect.poll(() => waiting !== undefined, { interval: 1 }).toBe(true);
      }
    },
  };
}

describe('watching', () => {
  it('opens what it watches once it is at rest, then runs detection', async () => {
    const disk = new Map([['/logs', 'one file']]);
    const { look, calls, watcher } = watching(['/logs'], disk);
    await look();
    expect(calls).toEqual([]);
    await look();
    expect(calls).toEqual(['import {"files":["f-/logs"]}', 'detect.run']);
    await look(3);
    expect(calls).toHaveLength(2);
    watcher.stop();
  });

  it('waits while something is still being written, but not for ever', async () => {
    const disk = new Map([['/logs', '0']]);
    const { look, calls, watcher } = watching(['/logs'], disk);
    await look();
    const rounds = REST_AT_MOST_MS / LOOK_EVERY_MS;
    for (let n = 1; n < rounds; n++) {
      disk.set('/logs', String(n));
      await look();
    }
    expect(calls).toEqual([]);
    disk.set('/logs', 'last');
    await look();
    expect(calls.filter((call) => call.startsWith('import'))).toHaveLength(1);
    watcher.stop();
  });

  it('runs no detection where nothing was new', async () => {
    const { look, calls, setAlreadyThere, watcher } = watching(['/a'], new Map([['/a', 'x']]));
    setAlreadyThere(true);
    await look(2);
    expect(calls).toEqual(['import {"files":["f-/a"]}']);
    watcher.stop();
  });

  it('says once what cannot be read, and tries again when it has changed', async () => {
    const disk = new Map([['/a', 'x']]);
    const { look, calls, problems, setFailing, watcher } = watching(['/a', '/gone'], disk);
    setFailing('/a: of no known format.');
    await look(5);
    expect(problems).toEqual([
      expect.stringMatching(/^Watching \/gone: it is not there any more/),
      'Watching /a: of no known format.',
    ]);
    expect(calls).toHaveLength(1);
    setFailing(undefined);
    disk.set('/a', 'y');
    await look(2);
    expect(calls).toHaveLength(3);
    watcher.stop();
  });

  it('tells what stands in its way as long as that lasts, and says it each time anew', async () => {
    const disk = new Map([['/a', 'x']]);
    const { look, problems, solved, changes, watcher } = watching(['/a'], disk);
    await look(2);
    expect(watcher.problems().size).toBe(0);
    for (const said of [1, 2]) {
      disk.set('/a', 'locked');
      await look(2);
      expect(watcher.problems().get('/a')).toBe('it is locked');
      expect(problems).toHaveLength(said);
      expect(changes()).toBe(2 * said - 1);
      expect(solved).toHaveLength(said - 1);
      disk.set('/a', 'x');
      await look();
      expect(watcher.problems().size).toBe(0);
      expect(solved).toEqual(problems);
    }
    watcher.stop();
  });

  it('takes back what it said of a folder that is watched no more', async () => {
    const paths = ['/a', '/gone'];
    const { look, problems, solved, watcher } = watching(paths, new Map([['/a', 'x']]));
    await look(2);
    expect(problems).toHaveLength(1);
    expect(solved).toEqual([]);
    paths.pop();
    await look();
    expect(solved).toEqual(problems);
    watcher.stop();
  });

  it('reads what had gone just when it was to be read once it is back', async () => {
    const disk = new Map([['/a', 'x']]);
    const { look, calls, problems, setFailing, watcher } = watching(['/a'], disk);
    setFailing('/a: there is no such file or folder.', 'file.not-found');
    await look(2);
    expect(problems).toEqual([]);
    setFailing(undefined);
    await look();
    expect(calls.filter((call) => call.startsWith('import'))).toHaveLength(2);
    watcher.stop();
  });

  it('ends with the program', () => {
    const { watcher, isWaiting } = watching([], new Map());
    expect(isWaiting()).toBe(true);
    watcher.stop();
    expect(isWaiting()).toBe(false);
  });
});

describe('what a watched path looks like', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-watch-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('changes with a new file at any depth and with a file that grows, and not otherwise', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(join(folder, 'a', 'one.log'), 'x\n');
    const first = await lookAtPath(folder);
    expect(await lookAtPath(folder)).toBe(first);
    writeFileSync(join(folder, 'a', 'b', 'two.log'), 'y\n');
    const second = await lookAtPath(folder);
    expect(second).not.toBe(first);
    appendFileSync(join(folder, 'a', 'one.log'), 'z\n');
    expect(await lookAtPath(folder)).not.toBe(second);
  });

  it('is an error where there is nothing', async () => {
    await expect(lookAtPath(join(folder, 'none'))).rejects.toThrow('ENOENT');
  });
});
