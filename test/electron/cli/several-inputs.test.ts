import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/places.ts';
import { runReal } from './real-app.ts';
import { schemaErrors } from './schema-check.ts';

const folder = temporaryFolder('several-inputs');
const place = (name: string) => join(folder.path, name);
const run = (...argv: readonly string[]) => runReal(folder.path, ...argv);
type Sources = { readonly sources: readonly Record<string, unknown>[] };

beforeAll(() => {
  const entry = (second: string, user: string) =>
    `{"time":"2026-06-01T00:00:${second}Z","user":"${user}"}\n`;
  writeFileSync(
    place('a.jsonl'),
    entry('01.123456789', 'ada') + entry('01.123456111', 'ada') + entry('02.5', 'bob'),
  );
  writeFileSync(place('same.jsonl'), entry('03', 'cy').repeat(3));
  writeFileSync(place('copy.jsonl'), entry('03', 'cy').repeat(3));
  writeFileSync(place('z.jsonl'), entry('04', 'dee'));
  writeFileSync(place('noise.bin'), Buffer.from(Array.from({ length: 5_000 }, (_, n) => n % 7)));
  writeFileSync(
    place('rule.yml'),
    'title: dee\nid: 00000000-0000-4000-8000-000000000001\nlogsource: { product: any }\ndetection:\n  s: { user: dee }\n  condition: s\n',
  );
});
afterAll(() => folder.remove());

describe('several paths of which one cannot be read', () => {
  it('import opens the others, lists all in order, names the one and exits 3', async () => {
    const ran = await run(
      ...['import', 'a.jsonl', 'gone.jsonl', 'noise.bin', 'z.jsonl', '--case', 'one', '--json'],
    );
    const document = JSON.parse(ran.stdout) as Sources;
    expect(schemaErrors('import', document)).toEqual([]);
    expect(document.sources.map(({ path, events, error }) => [path, events, typeof error])).toEqual(
      [
        [place('a.jsonl'), 3, 'undefined'],
        [place('gone.jsonl'), undefined, 'string'],
        [place('noise.bin'), undefined, 'string'],
        [place('z.jsonl'), 1, 'undefined'],
      ],
    );
    const lines = ran.stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('sealwatch: gone.jsonl: no such file or folder');
    expect(lines[1]).toContain('noise.bin');
    expect(ran.code).toBe(3);
    const human = await run('import', 'gone.jsonl', 'z.jsonl', '--case', 'one');
    expect(human.stdout).toContain('Not opened: gone.jsonl: no such file or folder');
    expect(human.code).toBe(3);
  });

  it('import of nothing that can be read lists all of them and makes no case', async () => {
    const ran = await run('import', 'gone.jsonl', 'gone-too', '--case', 'none', '--json');
    expect(JSON.parse(ran.stdout)).toEqual({
      sources: [
        { path: place('gone.jsonl'), error: 'gone.jsonl: no such file or folder' },
        { path: place('gone-too'), error: 'gone-too: no such file or folder' },
      ],
      seconds: 0,
    });
    expect(ran.code).toBe(3);
    expect(existsSync(place('none'))).toBe(false);
  });

  it('review does the whole job with the others, and exits 3 whatever it found', async () => {
    const ran = await run(
      ...['review', 'gone.jsonl', 'z.jsonl', '--case', 'rev', '--fail-on', 'low', '--json'],
    );
    const document = JSON.parse(ran.stdout) as Sources & { readonly events: number };
    expect(schemaErrors('review', document)).toEqual([]);
    expect(document.sources.map((each) => each['path'])).toEqual([
      place('gone.jsonl'),
      place('z.jsonl'),
    ]);
    expect(document.events).toBe(1);
    expect(ran.stderr).toBe('sealwatch: gone.jsonl: no such file or folder\n');
    expect(ran.code).toBe(3);
  });

  it('verify gives the verdicts of the others and exits 3', async () => {
    const ran = await run('verify', 'a.jsonl', 'gone.jsonl', 'z.jsonl', '--strict', '--json');
    const document = JSON.parse(ran.stdout) as Sources;
    expect(schemaErrors('verify', document)).toEqual([]);
    expect(document.sources.map(({ verdict, error }) => verdict ?? error)).toEqual([
      'unprotected',
      'gone.jsonl: no such file or folder',
      'unprotected',
    ]);
    expect(ran.stderr).toBe('sealwatch: gone.jsonl: no such file or folder\n');
    expect(ran.code).toBe(3);
  });

  it('match tries the rules on the others and exits 3', async () => {
    const ran = await run(
      ...['match', '--rules', 'rule.yml', '--json', 'a.jsonl', 'gone.jsonl', 'z.jsonl'],
    );
    expect(JSON.parse(ran.stdout)).toMatchObject({ title: 'dee', matches: [4] });
    expect(ran.stderr).toBe('sealwatch: gone.jsonl: no such file or folder\n');
    expect(ran.code).toBe(3);
  });
});

describe('import', () => {
  it('reports the same bytes under each path, and says that they are one exhibit', async () => {
    const ran = await run('import', 'same.jsonl', 'copy.jsonl', '--case', 'two', '--json');
    const document = JSON.parse(ran.stdout) as Sources;
    expect(schemaErrors('import', document)).toEqual([]);
    expect(document.sources).toMatchObject([
      { path: place('same.jsonl'), exhibit: 'E01', alreadyThere: false },
      {
        path: place('copy.jsonl'),
        exhibit: 'E01',
        alreadyThere: true,
        sameBytesAs: place('same.jsonl'),
      },
    ]);
    const human = await run('import', 'copy.jsonl', '--case', 'two');
    expect(human.stdout).toMatch(/E01 +copy\.jsonl/);
    expect(human.stdout).toContain(`the same bytes as E01, opened from ${place('same.jsonl')}`);
  });

  it('prints first and last times with all digits that the evidence has', async () => {
    const ran = await run('import', 'a.jsonl', 'z.jsonl', '--case', 'three', '--json');
    const { sources } = JSON.parse(ran.stdout) as Sources;
    expect(sources.map(({ firstTime, lastTime }) => [firstTime, lastTime])).toEqual([
      ['2026-06-01T00:00:01.123456111Z', '2026-06-01T00:00:02.500Z'],
      ['2026-06-01T00:00:04Z', '2026-06-01T00:00:04Z'],
    ]);
  });
});

describe('a threat list with a line that cannot be used', () => {
  it('holds with its other lines, and the bad ones are named by number', async () => {
    writeFileSync(place('threats.txt'), '203.0.113.66\n10.0.0.0/99\nevil.example\n');
    const ran = await run('detect', '--case', 'three', '--threats', 'threats.txt', '--json');
    expect(ran.stderr).toMatch(/^sealwatch: threats\.txt, line 2: .* The line is left out\.\n$/);
    expect(ran.code).toBe(0);
  });

  it('is refused where no line can be used', async () => {
    writeFileSync(place('bad.txt'), '10.0.0.0/99\n300.1.1.1\n');
    const ran = await run('detect', '--case', 'three', '--threats', 'bad.txt', '--json');
    expect(ran.stderr).toMatch(/^sealwatch: bad\.txt: Threat list, line 1: /);
    expect([ran.code, ran.stdout]).toEqual([3, '']);
  });
});
