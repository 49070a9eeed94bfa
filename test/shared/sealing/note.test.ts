import { generateKeyPairSync, sign, verify, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import { base64Of, bytesOfBase64 } from '../../../shared/sealing/base64.ts';
import {
  formatCheckpoint,
  parseCheckpoint,
  type Checkpoint,
} from '../../../shared/sealing/checkpoint.ts';
import {
  checkNote,
  formatKey,
  formatNote,
  noteSignature,
  parseKey,
  parseNote,
} from '../../../shared/sealing/note.ts';
import { nodeHashes } from './made-log.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(12));
const key = { name: 'sealwatch.local/case/1', publicKey: raw };
const verifyEd25519 = (of: Uint8Array, message: Uint8Array, signature: Uint8Array) => {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), of]);
  return verify(
    null,
    message,
    createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    signature,
  );
};

const hash = (byte: number) => new Uint8Array(32).fill(byte);
const CHECKPOINT: Checkpoint = {
  origin: key.name,
  size: 4_096,
  root: hash(1),
  time: '2026-06-01T10:00:00.000000Z',
  audit: { count: 12, hash: hash(2) },
  blocks: { count: 1, hash: hash(3) },
  terms: { count: 0, hash: hash(4) },
  exhibits: { count: 1, hash: hash(5) },
  previous: hash(6),
};

function signed(text: string): string {
  const signature = new Uint8Array(sign(null, utf8(text), privateKey));
  return formatNote({ text, signatures: [noteSignature(nodeHashes, key, signature)] });
}

describe('base64', () => {
  it('is written and read as the platform does, in one spelling only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const text = base64Of(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesOfBase64(text)).toEqual(bytes);
      }),
    );
    for (const odd of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'A===', 'AA=A', 'AA\n=', '====', 'a-_b']) {
      expect([odd, bytesOfBase64(odd)]).toEqual([odd, undefined]);
    }
  });
});

describe('a signed note', () => {
  const note = signed('a\nb\n\nc\n');

  it('is read as it was written, and its signature fits', () => {
    const parsed = parseNote(note);
    assert(parsed.ok, 'a note');
    expect(parsed.value.text).toBe('a\nb\n\nc\n');
    expect(formatNote(parsed.value)).toBe(note);
    expect(checkNote(nodeHashes, verifyEd25519, key, parsed.value)).toBe('sound');
  });

  it('has no signature that fits once a letter of it is changed, and none of another key', () => {
    const parsed = parseNote(note.replace('a\n', 'A\n'));
    assert(parsed.ok, 'a note');
    expect(checkNote(nodeHashes, verifyEd25519, key, parsed.value)).toBe('wrong');
    const other = { ...key, publicKey: raw.toReversed() };
    expect(checkNote(nodeHashes, verifyEd25519, other, parsed.value)).toBe('none');
    const renamed = { ...key, name: 'other' };
    expect(checkNote(nodeHashes, verifyEd25519, renamed, parsed.value)).toBe('none');
  });

  it('may have signatures of others beside', () => {
    const extra = noteSignature(nodeHashes, { ...key, name: 'witness' }, new Uint8Array(64));
    const parsed = parseNote(note);
    assert(parsed.ok, 'a note');
    const both = { ...parsed.value, signatures: [extra, ...parsed.value.signatures] };
    const again = parseNote(formatNote(both));
    assert(again.ok, 'a note');
    expect(checkNote(nodeHashes, verifyEd25519, key, again.value)).toBe('sound');
  });

  it.each([
    ['nothing', ''],
    ['no signature', 'a\n'],
    ['no empty line', note.replaceAll('\n\n', '\n')],
    ['no line feed at the end', note.slice(0, -1)],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a signature that is not base64', note.replace(/.\n$/, '!\n')],
    ['a signature of a key id alone', 'a\n\n— x AAAAAA==\n'],
    ['a carriage return', note.replace('a\n', 'a\r\n')],
    ['a tab', note.replace('a\n', 'a\t\n')],
    ['half a character', note.replace('a\n', '\ud83d\n')],
    ['a line behind the signatures', `${note}x\n`],
    ['a megabyte', `${'a'.repeat(1_000_001)}\n\n— x AAAAAAAA\n`],
  ])('is refused with %s', (_what, text) => {
    expect(parseNote(text)).toMatchObject({ ok: false, error: { code: 'note.malformed' } });
  });

  it('has keys that are read as they were written', () => {
    const line = formatKey(nodeHashes, key);
    expect(parseKey(nodeHashes, line)).toEqual({ ok: true, value: key });
    for (const wrong of [
      '',
      'x',
      line.replace('+', ' '),
      line.replace(/\+[0-9a-f]{8}/, '+00000000'),
    ]) {
      expect(parseKey(nodeHashes, wrong).ok).toBe(false);
    }
  });
});

describe('a checkpoint', () => {
  const text = formatCheckpoint(CHECKPOINT);

  it('begins with origin, size and root, as every reader of such logs expects', () => {
    expect(text.split('\n').slice(0, 3)).toEqual([
      'sealwatch.local/case/1',
      '4096',
      Buffer.alloc(32, 1).toString('base64'),
    ]);
  });

  it('is read as it was written, the first one included', () => {
    expect(parseCheckpoint(text)).toEqual({ ok: true, value: CHECKPOINT });
    const { previous: _previous, ...first } = CHECKPOINT;
    expect(parseCheckpoint(formatCheckpoint(first))).toEqual({ ok: true, value: first });
    const why = { ...CHECKPOINT, reason: 'before records are dropped' };
    expect(parseCheckpoint(formatCheckpoint(why))).toEqual({ ok: true, value: why });
  });

  it.each([
    ['another origin', text.replace('sealwatch.local', 'example.org')],
    ['a size with a leading zero', text.replace('\n4096\n', '\n04096\n')],
    ['a size that no number holds', text.replace('4096', '9999999999999999')],
    ['a negative size', text.replace('4096', '-1')],
    ['a short root', text.replace(base64Of(hash(1)), base64Of(hash(1).subarray(1)))],
    ['no time', text.replace(/time .*\n/, '')],
    ['a time that is none', text.replace(/time .*\n/, 'time yesterday\n')],
    ['a line twice', text.replace(/(time .*\n)/, '$1$1')],
    ['lines in another order', text.replace(/(audit .*\n)(blocks .*\n)/, '$2$1')],
    ['an unknown line', `${text}mood good\n`],
    ['an empty reason', text.replace(/(time .*\n)/, '$1reason \n')],
    ['a reason in another place', `${text}reason late\n`],
    ['an empty line', `${text}\n`],
    ['a broken hash of the one before', text.replace(/previous .*\n/, 'previous AAAA\n')],
    ['no line feed at the end', text.slice(0, -1)],
    ['nothing', ''],
  ])('is refused with %s', (_what, wrong) => {
    expect(parseCheckpoint(wrong)).toMatchObject({
      ok: false,
      error: { code: 'checkpoint.malformed' },
    });
  });
});
