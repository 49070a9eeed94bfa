import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertFree } from '../../../electron/cli/output-file.ts';
import type { CaseSession } from '../../../electron/cli/session.ts';
import { FailureError } from '../../../shared/base/result.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-output-'));
  mkdirSync(join(folder, 'bucket', 'deep'), { recursive: true });
  for (const name of ['case', 'bucket/deep/a.json', 'bot.db', 'bot.db-wal', 'free.json']) {
    writeFileSync(join(folder, name), 'x');
  }
  linkSync(join(folder, 'bucket/deep/a.json'), join(folder, 'hard.json'));
  const report = '{\n  "schema_version": 1,\n  "report_type": "period",\n';
  writeFileSync(join(folder, 'bucket/review.json'), report);
  writeFileSync(join(folder, 'bucket/review.pdf'), 'a log by that name');
  writeFileSync(join(folder, 'review.json'), report);
  symlinkSync(join(folder, 'bucket/deep/a.json'), join(folder, 'soft.json'));
  symlinkSync(join(folder, 'bucket'), join(folder, 'other'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function reasonFor(name: string): Promise<string> {
  const paths = ['bucket', 'bot.db', 'review.json', 'gone.log'];
  const sources = paths.map((path, at) => ({
    source: { path: join(folder, path), exhibit: `E0${at + 1}` },
  }));
  const session = {
    caseFile: join(folder, 'case'),
    call: () => Promise.resolve({ sources }),
  } as unknown as CaseSession;
  try {
    await assertFree(session, folder, name);
    return '';
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
}

describe('a file to be written', () => {
  it.each([
    ['bucket/deep/a.json', 'E01'],
    ['other/deep/a.json', 'E01'],
    ['hard.json', 'E01'],
    ['soft.json', 'E01'],
    ['bot.db', 'E02'],
    ['bot.db-wal', 'E02'],
    ['bucket/review.pdf', 'E01'],
    ['review.json', 'E03'],
  ])('is refused where it is evidence, under any name: %s', async (name, exhibit) => {
    expect(await reasonFor(name)).toBe(
      `${name}: this is evidence of the case (${exhibit}); it is not written over`,
    );
  });

  it('is refused where it is the case', async () => {
    expect(await reasonFor('case')).toContain('this is the case itself');
  });

  it('is free where it is a report that lies in a folder of evidence', async () => {
    expect(await reasonFor('bucket/review.json')).toBe('');
  });

  it.each(['free.json', 'new.json', 'bucket/new.json'])('is free otherwise: %s', async (name) => {
    expect(await reasonFor(name)).toBe('');
  });
});
