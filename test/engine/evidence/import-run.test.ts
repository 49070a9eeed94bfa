import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryOut, type Run } from '../../../electron/engine/evidence/import-run.ts';
import type { ImportContext, UnitReader } from '../../../electron/engine/evidence/unit-reader.ts';
import type { StepClient } from '../../../electron/engine/steps.ts';
import { DEFAULT_LIMITS } from '../../../electron/intake/limits.ts';
import { timeUs } from '../../../shared/base/time.ts';
import { UNRECORDED_CUSTODY } from '../../../shared/domain/source.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-run-'));
  path = join(folder, 'log.db');
  const database = new Database(path);
  database.exec('CREATE TABLE secure_logs (chain_hash TEXT)');
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database that is read from a copy of its own. */
function runOf(): Run {
  const { size: bytes, mtimeMs } = statSync(path);
  const changedUs = Math.round(mtimeMs * 1_000);
  return {
    plan: {
      kind: 'file',
      files: [{ name: 'log.db', bytes, changedUs, rowsShared: true }],
      limits: DEFAULT_LIMITS,
    },
    root: path,
    opening: { name: 'log.db', path, options: {}, custody: UNRECORDED_CUSTODY },
  };
}

interface Seen {
  started: number;
  closed: number;
  copy?: string;
  copyWasThere?: boolean;
}

/** Its readers fail at the first unit. */
function contextOf(seen: Seen, signal: AbortSignal): ImportContext {
  const reader: UnitReader = {
    read: ({ parts: [part] }) => ({
      next() {
        if (part?.rows?.copy.ok === true) seen.copy = part.rows.copy.value;
        return Promise.reject(new Error('the thread ended'));
      },
      stop: () => Promise.resolve(),
    }),
    seal: () => Promise.reject(new Error('nothing is sealed here')),
  };
  return {
    host: { nowUs: () => timeUs(0), version: '', resourcesFolder: '', operatingUser: '' },
    scope: { paths: {}, keys: {}, digestFiles: {} },
    steps: {} as StepClient,
    signal,
    progress: () => undefined,
    alone: (run) => run(),
    startReaders() {
      seen.started += 1;
      return {
        readers: [reader],
        close() {
          seen.closed += 1;
          seen.copyWasThere = seen.copy !== undefined && existsSync(seen.copy);
          return Promise.resolve();
        },
      };
    },
  };
}

describe('an import that comes to nothing', () => {
  it('ends its readers, and only then takes away the copy that they have open', async () => {
    const seen: Seen = { started: 0, closed: 0 };
    const signal = new AbortController().signal;
    await expect(carryOut(runOf(), contextOf(seen, signal))).rejects.toThrow('the thread ended');
    expect(seen).toMatchObject({ started: 1, closed: 1, copyWasThere: true });
    expect(existsSync(seen.copy ?? '')).toBe(false);
    expect(readdirSync(folder)).toEqual(['log.db']);
  });

  it('ends its readers where it is cancelled while a database is copied', async () => {
    const seen: Seen = { started: 0, closed: 0 };
    const signal = AbortSignal.abort();
    await expect(carryOut(runOf(), contextOf(seen, signal))).rejects.toThrow();
    expect(seen).toMatchObject({ started: 1, closed: 1 });
    expect(seen.copy).toBeUndefined();
  });
});
