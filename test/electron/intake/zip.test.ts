import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARCHIVE_FORMAT, withoutMembers } from '../../../electron/intake/read-archive.ts';
import { makeEventLog } from '../../fixtures/event-log.ts';
import { failureOf, gather } from './gather.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const line = (number: number): string => `{"time":"2026-06-01T00:00:00Z","n":${number}}\n`;

interface Member {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode of the file, in octal. */
  readonly mode?: number;
  /** What the list says instead of the truth. */
  readonly crc?: number;
  readonly length?: number;
  readonly nameBefore?: string;
  readonly sameAs?: number;
  readonly zip64?: boolean;
}

const PACKERS: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  8: (bytes) => deflateRawSync(bytes),
  93: (bytes) => zstdCompressSync(bytes),
};

function zip(...members: readonly Member[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  const places: number[] = [];
  let at = 0;
  for (const { name, content = line(1), method = 8, flags = 0, mode, ...said } of members) {
    const plain = Buffer.from(content);
    const packed = PACKERS[method]?.(plain) ?? plain;
    const crc = said.crc ?? crc32(plain);
    const length = said.length ?? plain.length;
    const place = said.sameAs === undefined ? at : (places[said.sameAs] ?? 0);
    places.push(place);
    if (said.sameAs === undefined) {
      const before = Buffer.from(said.nameBefore ?? name);
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x0403_4b50, 0);
      local.writeUInt16LE(flags, 6);
      local.writeUInt16LE(method, 8);
      local.writeUInt32LE(crc, 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(length, 22);
      local.writeUInt16LE(before.length, 26);
      parts.push(local, before, packed);
      at += local.length + before.length + packed.length;
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x0201_4b50, 0);
    entry.writeUInt16LE(mode === undefined ? 20 : (3 << 8) | 20, 4);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt16LE(((2026 - 1980) << 9) | (3 << 5) | 5, 14);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(said.zip64 ? 0xffff_ffff : packed.length, 20);
    entry.writeUInt32LE(said.zip64 ? 0xffff_ffff : length, 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt16LE(said.zip64 ? 20 : 0, 30);
    entry.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 38);
    entry.writeUInt32LE(place, 42);
    const extra = Buffer.alloc(said.zip64 ? 20 : 0);
    if (said.zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(BigInt(length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
    }
    list.push(entry, Buffer.from(name), extra);
  }
  const listed = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

const ONE: Member = { name: 'one.json' };

describe('a zip archive', () => {
  it('is read member by member, stored, deflated or packed with zstd', async () => {
    const path = put(
      'a.zip',
      zip(
        { name: 'logs/', content: '', method: 0 },
        { name: 'logs/one.json', method: 0 },
        { name: 'logs/two.json', content: line(2) },
        { name: 'three.json', content: line(3), method: 93 },
      ),
    );
    const { events, files, rejections } = await gather(path);
    expect(rejections).toEqual([]);
    expect(events.map((event) => [event.file, event.raw])).toEqual([
      ['a.zip/logs/one.json', line(1).trim()],
      ['a.zip/logs/two.json', line(2).trim()],
      ['a.zip/three.json', line(3).trim()],
    ]);
    expect(files[0]?.format).toBe(ARCHIVE_FORMAT);
    expect(withoutMembers(files).map((file) => file.name)).toEqual(['a.zip']);
  });

  it('is read with lengths of 64 bits, and with names that Windows wrote', async () => {
    const { events } = await gather(
      put('a.zip', zip({ ...ONE, zip64: true }, { name: 'logs\\two.json' })),
    );
    expect(events.map((event) => event.file)).toEqual(['a.zip/one.json', 'a.zip/logs/two.json']);
  });

  it('is read within zip, gzip and tar, and around an event log', async () => {
    const log = makeEventLog({ chunks: [[{ number: 1 }]] });
    const inner = zip(ONE, { name: 'x.evtx', content: log });
    const { events } = await gather(
      put(
        'a.zip',
        zip({ name: 'b.zip', content: inner }, { name: 'c.gz', content: gzipSync(inner) }),
      ),
    );
    expect(events.map((event) => event.file)).toEqual([
      'a.zip/b.zip/one.json',
      'a.zip/b.zip/x.evtx',
      'a.zip/c.gz/one.json',
      'a.zip/c.gz/x.evtx',
    ]);
  });

  it('is unpacked no deeper than the limit', async () => {
    const content = zip({ name: 'b.zip', content: zip(ONE) }, { name: 'two.json' });
    const { events, rejections } = await gather(put('a.zip', content), {
      limits: { maxUnpackLevels: 1 },
    });
    expect(events).toHaveLength(1);
    expect(rejections[0]?.reason).toMatch(/^a\.zip\/b\.zip: packed more than 1 times over/);
  });

  it.each<[string, Member, RegExp]>([
    ['a name that leads out', { name: '../one.json' }, /a name that leads out of the archive/],
    ['an absolute name', { name: '/etc/one.json' }, /a name that leads out of the archive/],
    ['a drive', { name: 'C:\\one.json' }, /a name that leads out of the archive/],
    ['a symbolic link', { name: 'link', mode: 0o120777 }, /a symbolic link/],
    ['a pipe', { name: 'pipe', mode: 0o010644 }, /not a regular file/],
    ['encryption', { name: 'x.json', flags: 1 }, /encrypted/],
    ['a way of packing', { name: 'x.json', method: 9 }, /not read \(deflate64\)/],
    ['a second member of the name', ONE, /a second member of the same name/],
    ['bytes of another member', { name: 'x.json', sameAs: 0 }, /bytes are those of another member/],
  ])('lists %s and reads the others', async (_, member, reason) => {
    const path = put('a.zip', zip(ONE, member, { name: 'last.json', content: line(9) }));
    const { events, rejections } = await gather(path);
    expect(events.map((event) => event.file)).toEqual(['a.zip/one.json', 'a.zip/last.json']);
    expect(rejections).toHaveLength(1);
    expect(rejections[0]?.reason).toMatch(reason);
  });

  it.each<[string, Member, RegExp]>([
    ['check sum', { name: 'x.json', crc: 1 }, /does not match its own check sum/],
    ['length', { name: 'x.json', length: 5 }, /bytes came out of it, where the list says 5/],
    ['name before it', { name: 'x.json', nameBefore: 'y.json' }, /it is named "y.json"/],
  ])('reads a member whose %s is another, and says so', async (_, member, reason) => {
    const { events, rejections } = await gather(put('a.zip', zip(ONE, member)));
    expect(events).toHaveLength(2);
    expect(rejections).toMatchObject([{ file: 'a.zip/x.json' }]);
    expect(rejections[0]?.reason).toMatch(reason);
  });

  it('whose members are damaged says where', async () => {
    const content = Array.from({ length: 400 }, (_, index) => line(index)).join('');
    const bytes = zip({ name: 'x.json', content }, ONE);
    bytes.fill(0xff, 800, 830);
    const { events, rejections } = await gather(put('a.zip', bytes));
    expect(events.at(-1)?.file).toBe('a.zip/one.json');
    expect(
      rejections.some(({ file, reason }) => file === 'a.zip/x.json' && /damaged/.test(reason)),
    );
    expect(rejections.length).toBeGreaterThan(0);
  });

  it('tells what follows its end', async () => {
    const bytes = zip(ONE);
    const { rejections } = await gather(put('a.zip', Buffer.concat([bytes, Buffer.from('more')])));
    expect(rejections.map((each) => each.reason)).toEqual([
      `a.zip: bytes that are not read follow the end of the archive, from byte ${bytes.length} on.`,
    ]);
  });

  it('that is cut off cannot be listed', async () => {
    const bytes = zip(ONE);
    const { message } = await failureOf(put('a.zip', bytes.subarray(0, bytes.length - 30)));
    expect(message).toMatch(/no list of its members/);
  });

  it('stops at the limit of what may come out of a file of its size, over all members', async () => {
    const bomb = line(1).repeat(70_000);
    const members = [1, 2, 3].map((number) => ({ name: `${number}.log`, content: bomb }));
    const limits = { maxExpansion: 2, expansionFreeBytes: 4_000_000 };
    const { rejections } = await gather(put('a.zip', zip(ONE, ...members)), { limits });
    expect(rejections.map((each) => each.reason).join()).toMatch(/the limit of 4000000 bytes/);
  });

  it('lists no more members than the limit', async () => {
    const members = Array.from({ length: 9 }, (_, index) => ({ name: `${index}.json` }));
    const { events, rejections } = await gather(put('a.zip', zip(...members)), {
      limits: { maxFiles: 5 },
    });
    expect(events.length).toBeLessThanOrEqual(5);
    expect(rejections.length).toBeGreaterThan(0);
  });
});
