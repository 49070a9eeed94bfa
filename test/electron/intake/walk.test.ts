import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../electron/intake/limits.ts';
import { walkExhibit, withoutPath } from '../../../electron/intake/walk.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('walk');
afterAll(() => folder.remove());

const root = join(folder.path, 'exhibit');
mkdirSync(join(root, 'day', 'hour'), { recursive: true });
writeFileSync(join(root, 'first'), 'one');
writeFileSync(join(root, 'day', 'hour', 'second'), 'two and more');
const database = new Database(join(root, 'day', 'log.db'));
database.exec('CREATE TABLE log (id INTEGER)');
database.close();
writeFileSync(join(root, 'day', 'log.db-wal'), 'kept beside it');

const { files } = await walkExhibit(root, DEFAULT_LIMITS);

describe('the files of a folder', () => {
  it('are where their names say, however deep', () => {
    expect(files.map(({ name, path }) => [name, path])).toEqual(
      files.map(({ name }) => [name, join(root, name)]),
    );
    expect(files.map(({ name }) => name)).toEqual([
      'day/hour/second',
      'day/log.db',
      'day/log.db-wal',
      'first',
    ]);
  });

  it('keep no path each, as there may be a hundred thousand', () => {
    const sound = files.filter((file) => file.companionOf === undefined);
    for (const file of sound) expect(Object.keys(file)).toEqual(['name', 'bytes', 'changedUs']);
    expect(sound).toHaveLength(3);
  });

  it('are planned without their paths, whether they keep one or not', () => {
    const planned = files.map((file) => JSON.parse(JSON.stringify(withoutPath(file))) as object);
    expect(planned.map((each) => 'path' in each)).toEqual([false, false, false, false]);
    expect(planned[2]).toMatchObject({ name: 'day/log.db-wal', companionOf: 'day/log.db' });
  });
});

describe('a report that an earlier review left among its evidence', () => {
  it('is listed as none of it, by what it holds and not by its name alone', async () => {
    const logs = join(folder.path, 'logs');
    mkdirSync(join(logs, 'old'), { recursive: true });
    writeFileSync(
      join(logs, 'review.json'),
      '{\n  "schema_version": 1,\n  "report_type": "period",\n',
    );
    writeFileSync(
      join(logs, 'review.pdf'),
      '%PDF-1.7 <xmp:CreatorTool>Sealwatch 0.1.0</xmp:CreatorTool>',
    );
    writeFileSync(join(logs, 'old', 'review.json'), '{"time":"2026-03-05T10:00:00Z"}');
    const found = await walkExhibit(logs, DEFAULT_LIMITS);
    expect(found.files.map(({ name, problem }) => [name, problem])).toEqual([
      ['old/review.json', undefined],
      ['review.json', 'a report of this program, which is no evidence'],
      ['review.pdf', 'a report of this program, which is no evidence'],
    ]);
  });
});
