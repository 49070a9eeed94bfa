import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyStore, type Encryption } from '../../../electron/desktop/key-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Turns every byte round: enough to see that what is stored is not the text. */
const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0xff));
const encryption = (available = true, backend = 'gnome_libsecret'): Encryption => ({
  isEncryptionAvailable: () => available,
  encryptString: (text) => turned(Buffer.from(`v1${text}`)),
  decryptString: (bytes) => {
    const text = turned(bytes).toString();
    if (!text.startsWith('v1')) throw new Error('wrong key');
    return text.slice(2);
  },
  getSelectedStorageBackend: () => backend as 'gnome_libsecret',
});

describe('the key store', () => {
  it('gives back what was put in, and keeps it encrypted', () => {
    const store = createKeyStore(encryption(), folder, 'linux');
    expect(store.put('hmac-key', 'geheim')).toEqual({ ok: true, value: null });
    expect(store.get('hmac-key')).toEqual({ ok: true, value: 'geheim' });
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file)).includes('geheim')).toBe(false);
  });

  it('says that there is nothing of a name', () => {
    const store = createKeyStore(encryption(), folder, 'linux');
    expect(store.get('other')).toEqual({ ok: true, value: null });
  });

  it('forgets what is removed', () => {
    const store = createKeyStore(encryption(), folder, 'linux');
    store.put('a', 'x');
    store.remove('a');
    expect(store.get('a')).toEqual({ ok: true, value: null });
    store.remove('a');
  });

  it.each([
    ['there is no key ring', encryption(false)],
    ['the key would be one that is written down in the program', encryption(true, 'basic_text')],
  ])('writes nothing where %s', (_why, none) => {
    const store = createKeyStore(none, folder, 'linux');
    const kept = store.put('a', 'x');
    expect(kept.ok ? '' : kept.error.code).toBe('keys.unavailable');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that a secret is of another user, and hands out nothing', () => {
    writeFileSync(join(folder, 'a.secret'), 'something else');
    const read = createKeyStore(encryption(), folder, 'linux').get('a');
    expect(read.ok ? '' : read.error.code).toBe('keys.unreadable');
  });

  it('takes no name that is a path', () => {
    const store = createKeyStore(encryption(), folder, 'linux');
    expect(() => store.put('../a', 'x')).toThrow();
  });
});
