import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/places.ts';
import { runReal } from './real-app.ts';
import { schemaErrors } from './schema-check.ts';

const folder = temporaryFolder('rerun');
const place = (name: string) => join(folder.path, name);
const run = (...argv: readonly string[]) => runReal(folder.path, ...argv);

beforeAll(async () => {
  const lines = Array.from(
    { length: 40 },
    (_, n) => `{"time":"2026-06-01T00:00:${String(n).padStart(2, '0')}Z","user":"u${n}"}`,
  );
  writeFileSync(place('a.jsonl'), lines.join('\n'));
  await run('review', 'a.jsonl', '--case', 'c', '--report', 'json');
});
afterAll(() => folder.remove());

describe('rerun', () => {
  it('finds every figure of a report as it was while the case is as it was', async () => {
    const ran = await run('rerun', 'review.json', '--case', 'c', '--json');
    const document: unknown = JSON.parse(ran.stdout);
    expect(schemaErrors('rerun', document)).toEqual([]);
    expect(document).toEqual({ report: 'review.json', same: true, differences: [] });
    expect(ran.code).toBe(0);
  });

  it('names each figure that comes out otherwise, with both values', async () => {
    const report = JSON.parse(readFileSync(place('review.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    writeFileSync(place('edited.json'), JSON.stringify({ ...report, risk: 0.75, added: 1 }));
    const ran = await run('rerun', 'edited.json', '--case', 'c', '--json');
    expect(JSON.parse(ran.stdout)).toEqual({
      report: 'edited.json',
      same: false,
      differences: [
        { at: 'risk', reported: 0.75, made: 0 },
        { at: 'added', reported: 1, made: null },
      ],
    });
    const human = await run('rerun', 'edited.json', '--case', 'c');
    expect(human.stdout).toContain('risk: reported 0.75, now 0');
  });

  it.each([
    ['gone.json', 'gone.json: no such file or folder'],
    ['a.jsonl', 'a.jsonl: this is no report in JSON'],
  ])('refuses %s in one line', async (path, reason) => {
    const ran = await run('rerun', path, '--case', 'c');
    expect([ran.code, ran.stderr]).toEqual([3, `sealwatch: ${reason}\n`]);
  });
});
