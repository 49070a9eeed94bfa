import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App, AppOptions } from '../../electron/workers/app.ts';
import type { Client } from '../../shared/contract/client.ts';
import { openApp } from '../fixtures/app-client.ts';

const PASSPHRASE = 'four words and a half';
const NEEDLE = 'Needle Examiner';

let folder = '';
let opened: App | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-protection-'));
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<AppOptions> = {}): Promise<Client> {
  const { app, client } = await openApp(folder, options);
  opened = app;
  return client;
}

async function close(): Promise<void> {
  await opened?.close();
  opened = undefined;
}

async function codeOf(call: ReturnType<Client['call']>): Promise<string> {
  const result = await call;
  return result.ok ? 'ok' : result.error.code;
}

async function stateExaminer(client: Client): Promise<void> {
  await client.call('case.setExaminer', { name: NEEDLE, role: '', organisation: '' });
}

async function examiner(client: Client): Promise<string | undefined> {
  const result = await client.call('case.info', {});
  return result.ok ? result.value.examiner?.name : result.error.code;
}

function caseBytes(): Buffer {
  return readFileSync(join(folder, 'test.sealwatch'));
}

describe('a case under a passphrase', () => {
  it('is unlocked for every thread', async () => {
    const client = await open({ topology: 'threads' });
    await stateExaminer(client);
    const set = client.call('host.setPassphrase', { current: null, next: PASSPHRASE });
    // What is asked meanwhile waits, and is answered from the case as it is then.
    const asked = examiner(client);
    expect(await codeOf(set)).toBe('ok');
    expect(await asked).toBe(NEEDLE);
    const seal = await client.call('case.verifySeal', {});
    expect(seal.ok).toBe(true);
    await close();
    const locked = await open({ topology: 'threads' });
    expect(await codeOf(locked.call('case.verifySeal', {}))).toBe('case.locked-passphrase');
    expect(await codeOf(locked.call('host.unlock', { passphrase: PASSPHRASE }))).toBe('ok');
    expect(await examiner(locked)).toBe(NEEDLE);
    await stateExaminer(locked);
  }, 60_000);

  it('is set, asked for, changed and removed, and each is in the audit trail', async () => {
    const client = await open();
    await stateExaminer(client);
    expect(
      await codeOf(client.call('host.setPassphrase', { current: null, next: PASSPHRASE })),
    ).toBe('ok');
    expect(await examiner(client)).toBe(NEEDLE);
    await close();
    expect(caseBytes().includes(NEEDLE)).toBe(false);

    const locked = await open();
    expect(await locked.call('host.protection', {})).toMatchObject({
      value: { name: 'test', encrypted: true, unlocked: false },
    });
    expect(await examiner(locked)).toBe('case.locked-passphrase');
    expect(await codeOf(locked.call('host.unlock', { passphrase: 'something else' }))).toBe(
      'case.wrong-passphrase',
    );
    expect(await examiner(locked)).toBe('case.locked-passphrase');
    expect(await codeOf(locked.call('host.unlock', { passphrase: PASSPHRASE }))).toBe('ok');
    expect(await examiner(locked)).toBe(NEEDLE);
    // A wrong one given to a case that is open leaves it open.
    expect(await codeOf(locked.call('host.unlock', { passphrase: 'something else' }))).toBe(
      'case.wrong-passphrase',
    );
    expect(await examiner(locked)).toBe(NEEDLE);

    const next = 'another passphrase';
    const change = (current: string | null) =>
      codeOf(locked.call('host.setPassphrase', { current, next }));
    expect(await change(null)).toBe('case.wrong-passphrase');
    expect(await change('something else')).toBe('case.wrong-passphrase');
    expect(await change(PASSPHRASE)).toBe('ok');
    await close();

    const again = await open({ passphrase: { text: next, insist: true } });
    expect(await examiner(again)).toBe(NEEDLE);
    expect(await codeOf(again.call('host.setPassphrase', { current: next, next: null }))).toBe(
      'ok',
    );
    const audit = await again.call('case.audit', { before: null, limit: 10 });
    expect(audit).toMatchObject({ value: { intact: true } });
    if (audit.ok) {
      expect(audit.value.entries.map((entry) => entry.act)).toEqual(
        expect.arrayContaining(['case encrypted', 'passphrase changed', 'case decrypted']),
      );
    }
    await close();
    expect(caseBytes().includes(NEEDLE)).toBe(true);
  }, 60_000);
});

describe('a passphrase', () => {
  it('makes a case that is not there yet an encrypted one', async () => {
    const client = await open({ passphrase: { text: PASSPHRASE, insist: true } });
    await stateExaminer(client);
    expect(await client.call('host.protection', {})).toMatchObject({
      value: { encrypted: true, unlocked: true },
    });
    await close();
    expect(caseBytes().includes(NEEDLE)).toBe(false);
  });

  it('that is insisted on is refused by a plain case, and else not needed', async () => {
    await stateExaminer(await open());
    await close();
    const client = await open({ passphrase: { text: PASSPHRASE, insist: false } });
    expect(await examiner(client)).toBe(NEEDLE);
    await close();
    await expect(open({ passphrase: { text: PASSPHRASE, insist: true } })).rejects.toThrow(
      'not encrypted',
    );
  });

  it('goes with the case that is opened or made, and the case before stays open where it fails', async () => {
    const client = await open();
    await stateExaminer(client);
    expect(
      await codeOf(client.call('host.createCase', { name: 'secret', passphrase: 'short' })),
    ).toBe('passphrase.unfit');
    expect(
      await codeOf(client.call('host.createCase', { name: 'secret', passphrase: PASSPHRASE })),
    ).toBe('ok');
    const cases = await client.call('host.cases', {});
    const tokenOf = (name: string) =>
      (cases.ok && cases.value.cases.find((each) => each.name === name)?.token) || 'f-absent-token';
    expect(await codeOf(client.call('host.openCase', { file: tokenOf('test') }))).toBe('ok');
    expect(await codeOf(client.call('host.openCase', { file: tokenOf('secret') }))).toBe(
      'case.locked-passphrase',
    );
    expect(await examiner(client)).toBe(NEEDLE);
    const wrong = { file: tokenOf('secret'), passphrase: 'something else' };
    expect(await codeOf(client.call('host.openCase', wrong))).toBe('case.wrong-passphrase');
    expect(await examiner(client)).toBe(NEEDLE);
    const right = { file: tokenOf('secret'), passphrase: PASSPHRASE };
    expect(await codeOf(client.call('host.openCase', right))).toBe('ok');
    expect(await examiner(client)).toBeUndefined();
  }, 60_000);

  it('is set with a word about older copies that are not encrypted', async () => {
    const client = await open();
    await stateExaminer(client);
    await close();
    writeFileSync(join(folder, 'test.sealwatch.backup-v1'), caseBytes());
    const again = await open();
    expect(await again.call('host.setPassphrase', { current: null, next: PASSPHRASE })).toEqual({
      ok: true,
      value: { plainCopies: ['test.sealwatch.backup-v1'] },
    });
    expect(readdirSync(folder).filter((name) => name.includes('rewriting'))).toEqual([]);
  });

  it('of a case that others read at the moment is not changed, and the case goes on as it was', async () => {
    const client = await open();
    await stateExaminer(client);
    const other = await openApp(folder);
    await other.client.call('case.info', {});
    expect(
      await codeOf(client.call('host.setPassphrase', { current: null, next: PASSPHRASE })),
    ).toBe('case.locked');
    expect(await examiner(client)).toBe(NEEDLE);
    await other.app.close();
  });
});
