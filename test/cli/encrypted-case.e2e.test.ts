import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli } from './spawn-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-encrypted-'));
  writeFileSync(join(folder, 'pass'), 'four words and a half\n');
  writeFileSync(join(folder, 'wrong'), 'something else\n');
  const line = '2026-03-05T10:00:00Z host needle-in-a-log[1]: Needle event\n';
  writeFileSync(join(folder, 'a.log'), line.repeat(50));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a case made under a passphrase is worked with under it, and by nobody else', async () => {
  const made = await cli(folder, 'import', 'a.log', '--case', 'c', '--passphrase-file', 'pass');
  expect(made.stderr).toBe('');
  expect(made.code).toBe(0);
  expect(readFileSync(join(folder, 'c')).includes('needle')).toBe(false);
  const search = ['search', 'Needle', '--case', 'c', '--json'];
  const found = await cli(folder, ...search, '--passphrase-file', 'pass');
  expect(found.stdout).toContain('needle-in-a-log');
  const without = await cli(folder, ...search);
  expect(without.code).toBe(3);
  expect(without.stderr).toMatch(
    /^sealwatch: .*this case is encrypted; its passphrase is needed\.\n$/,
  );
  const verified = await cli(folder, 'verify', '--case', 'c', '--passphrase-file', 'pass');
  expect([verified.code, verified.stderr]).toEqual([0, '']);
  const wrong = await cli(folder, ...search, '--passphrase-file', 'wrong');
  expect(wrong.code).toBe(3);
  expect(wrong.stderr).toContain('not the passphrase of this case');
  const decrypted = await cli(
    folder,
    'case',
    'decrypt',
    '--case',
    'c',
    '--passphrase-file',
    'pass',
  );
  expect(decrypted.code).toBe(0);
  expect((await cli(folder, ...search)).stdout).toBe(found.stdout);
}, 60_000);
