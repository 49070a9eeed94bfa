import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenPassphrase } from '../../../electron/cli/passphrase.ts';
import { runFake } from './fake-app.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-passphrase-'));
  writeFileSync(join(folder, 'c.sealwatch'), 'case');
  writeFileSync(join(folder, 'now'), 'four words and a half\n');
  writeFileSync(join(folder, 'next'), '\ufeff another one with spaces \r\n');
  writeFileSync(join(folder, 'two'), 'one\ntwo\n');
  writeFileSync(join(folder, 'none'), '\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const answers = { 'host.setPassphrase': () => ({ plainCopies: ['c.sealwatch.backup-v1'] }) };
const run = (argv: string) => runFake(argv.split(' '), { answers, cwd: folder });

describe('a passphrase for a command', () => {
  it('is the text of the file, insisted on', async () => {
    const { opened } = await run('alerts --case c.sealwatch --passphrase-file now');
    expect(opened[0]?.passphrase).toEqual({ text: 'four words and a half', insist: true });
  });

  it('comes from the environment where no file is named, and is then not insisted on', async () => {
    const env = { SEALWATCH_PASSPHRASE: 'from outside' };
    expect(await givenPassphrase(folder, undefined, env)).toEqual({
      text: 'from outside',
      insist: false,
    });
    expect((await givenPassphrase(folder, 'now', env))?.text).toBe('four words and a half');
    expect(await givenPassphrase(folder, undefined, {})).toBeUndefined();
  });

  it.each([
    ['two', 'two: holds more than one passphrase'],
    ['none', 'none: holds no passphrase'],
    ['absent', 'absent: no such file'],
  ])('in a file %s is refused', async (file, message) => {
    const { code, stderr, opened } = await run(
      `alerts --case c.sealwatch --passphrase-file ${file}`,
    );
    expect(code).toBe(3);
    expect(stderr).toContain(message);
    expect(opened).toEqual([]);
  });
});

describe('case encrypt and case decrypt', () => {
  it('hand over the passphrase of now and the next one, and say what stays plain', async () => {
    const { code, calls, stdout } = await run(
      'case encrypt --case c.sealwatch --passphrase-file now --new-passphrase-file next',
    );
    expect(code).toBe(0);
    expect(calls).toEqual([
      {
        name: 'host.setPassphrase',
        input: { current: 'four words and a half', next: ' another one with spaces ' },
      },
    ]);
    expect(stdout).toContain('c.sealwatch.backup-v1');
    expect(stdout).not.toContain('four words');
  });

  it('print JSON as the schema says', async () => {
    const { stdout, calls } = await run(
      'case decrypt --case c.sealwatch --passphrase-file now --json',
    );
    expect(calls[0]?.input).toEqual({ current: 'four words and a half', next: null });
    expect(schemaErrors('case-protection', JSON.parse(stdout))).toEqual([]);
  });

  it.each(['case encrypt --case c.sealwatch', 'case decrypt x --case c.sealwatch'])(
    '%s is wrong use',
    async (argv) => {
      expect((await run(argv)).code).toBe(2);
    },
  );
});
