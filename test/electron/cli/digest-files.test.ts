import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { runFake } from './fake-app.ts';
import { aVerification } from './samples.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-digest-cli-'));
  for (const name of ['bucket', 'keys.json', 'heads.json']) writeFileSync(join(folder, name), '{}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GAP = {
  kind: 'digests missing',
  after: null,
  before: 'd2',
  reason: 'One digest is not in the material.',
  count: 1,
} as const;

const verify = (flags: string, verdict: Verification['verdict'], more: Partial<Verification>) =>
  runFake(`verify bucket ${flags}`.trim().split(' '), {
    cwd: folder,
    answers: {
      'tools.verify': () => ({
        sources: [
          {
            path: '/x/bucket',
            verification: aVerification(verdict, { kind: 'cloudtrail-digest', ...more }),
          },
        ],
      }),
    },
  });

describe('verify of a copied bucket', () => {
  it('hands over public keys and metadata, and prints files, roles and gaps as the schema says', async () => {
    const entries = [{ file: 'd1', role: 'digest', verdict: 'missing', reason: 'gone' }] as const;
    const ran = await verify('--public-keys keys.json --sidecar heads.json --json', 'missing', {
      entries,
      gaps: [GAP],
    });
    expect(ran.calls[0]?.input).toMatchObject({
      publicKeys: join(folder, 'keys.json'),
      sidecar: join(folder, 'heads.json'),
    });
    const document = JSON.parse(ran.stdout) as { sources: unknown[] };
    expect(schemaErrors('verify', document)).toEqual([]);
    expect(document.sources).toMatchObject([{ entries, gaps: [GAP] }]);
    expect(ran.code).toBe(4);
  });

  it('takes a gap for no failure, and says where it is', async () => {
    const ran = await verify('--strict', 'verified', { gaps: [{ ...GAP, after: 'd0' }] });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Gap (digests missing) after d0 and before d2: One digest');
  });

  it('names a log that no digest names, and joins many that could not be checked', async () => {
    const logs = Array.from({ length: 11 }, (_, n) => ({
      file: `log${n}`,
      role: 'log' as const,
      verdict: 'unverifiable' as const,
      reason: 'no key',
    }));
    const planted = {
      file: 'planted',
      role: 'log',
      verdict: 'unprotected',
      reason: 'none',
    } as const;
    const ran = await verify('', 'unverifiable', { entries: [...logs, planted] });
    expect(ran.stdout).toMatch(/unverifiable +11 logs +no key/);
    expect(ran.stdout).toMatch(/unprotected +planted +none/);
    expect(ran.stdout).not.toContain('log7');
  });
});

describe('review', () => {
  it('takes public keys that are there, and no others', async () => {
    const ran = await runFake(['review', 'bucket', '--public-keys', 'none.json'], { cwd: folder });
    expect([ran.code, ran.stderr]).toEqual([3, 'sealwatch: none.json: no such file or folder\n']);
  });
});
