import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaseReader } from '../../../electron/store/case-store.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { runFake, type Answers } from './fake-app.ts';
import { runReal } from './real-app.ts';
import { aSource } from './samples.ts';

const folder = temporaryFolder('index-behind-import');
const run = (...argv: readonly string[]) => runReal(folder.path, ...argv);
beforeAll(() => {
  const lines = (count: number, word: string) =>
    Array.from(
      { length: count },
      (_, n) => `{"time":"2026-06-01T00:00:${String(n % 60).padStart(2, '0')}Z","m":"${word}${n}"}`,
    ).join('\n');
  writeFileSync(join(folder.path, 'many.jsonl'), lines(50_000, 'needle-'));
  writeFileSync(join(folder.path, 'few.jsonl'), lines(20, 'pin-'));
});
afterAll(() => folder.remove());

function spans(caseName: string): number {
  const store = openCaseReader(join(folder.path, caseName));
  const { length } = store.textIndex.spans();
  store.close();
  return length;
}

const search = async (caseName: string) =>
  (await run('search', 'needle-49999', '--case', caseName, '--json')).stdout;

describe('import', () => {
  it('of many events leaves an index of words behind, and searches say the same without it', async () => {
    await run('import', 'many.jsonl', '--case', 'with', '--json');
    await run('import', 'many.jsonl', '--case', 'without', '--no-index', '--json');
    expect([spans('with') > 0, spans('without')]).toEqual([true, 0]);
    const found = await search('with');
    expect(found.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(found)).toMatchObject({ fields: { m: 'needle-49999' } });
    expect(await search('without')).toBe(found);
    const made = await run('index', '--case', 'without', '--json');
    expect(JSON.parse(made.stdout)).toEqual({ events: 50_000 });
    expect(spans('without')).toBeGreaterThan(0);
    expect(await search('without')).toBe(found);
  });

  it('of few events, or of none that are new, makes none', async () => {
    await run('import', 'few.jsonl', '--case', 'small');
    await run('import', 'few.jsonl', '--case', 'small');
    expect(spans('small')).toBe(0);
  });

  it('is done where the index cannot be made, and says so', async () => {
    const answers: Answers = {
      'evidence.import': () => ({
        sources: [{ source: aSource({ events: 60_000 }), alreadyThere: false }],
        seconds: 1,
      }),
      'evidence.span': () => ({ first: null, last: null }),
      'events.index': () => {
        throw new FailureError(failure('disk.full', 'The disk is full.'));
      },
    };
    const ran = await runFake(['import', 'few.jsonl', '--case', 'x', '--json'], {
      answers,
      cwd: folder.path,
    });
    expect(JSON.parse(ran.stdout)).toMatchObject({ seconds: 1 });
    expect(ran.stderr).toBe(
      `sealwatch: the index of words was not made: ${join(folder.path, 'x')}: The disk is full.\n`,
    );
    expect(ran.code).toBe(0);
  });
});
