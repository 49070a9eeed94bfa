import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_FORMAT, withoutMembers } from '../../../electron/intake/read-archive.ts';
import { FailureError } from '../../../shared/base/result.ts';
import { makeEventLog } from '../../fixtures/event-log.ts';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

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
  /** Lengths and check sum behind the bytes: with a signature, without, or in eight bytes each. */
  readonly behind?: 'signed' | 'bare' | 'long';
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
      const { behind } = said;
      local.writeUInt16LE(flags | (behind ? 8 : 0), 6);
      local.writeUInt16LE(method, 8);
      if (!behind) {
        local.writeUInt32LE(crc, 14);
        local.writeUInt32LE(said.zip64 ? 0xffff_ffff : packed.length, 18);
        local.writeUInt32LE(said.zip64 ? 0xffff_ffff : length, 22);
      }
      local.writeUInt16LE(before.length, 26);
      const long = Buffer.alloc(said.zip64 ? 20 : 0);
      if (said.zip64) {
        local.writeUInt16LE(20, 28);
        long.writeUInt16LE(1, 0);
        long.writeUInt16LE(16, 2);
        long.writeBigUInt64LE(BigInt(length), 4);
        long.writeBigUInt64LE(BigInt(packed.length), 12);
      }
      const lengths = Buffer.alloc(behind === undefined ? 0 : behind === 'long' ? 24 : 16);
      if (behind) {
        lengths.writeUInt32LE(0x0807_4b50, 0);
        lengths.writeUInt32LE(crc, 4);
        lengths.writeUInt32LE(packed.length, 8);
        if (behind === 'long') lengths.writeUInt32LE(length, 16);
        else lengths.writeUInt32LE(length, 12);
      }
      const tail = behind === 'bare' ? lengths.subarray(4) : lengths;
      parts.push(local, before, long, packed, tail);
      at += local.length + before.length + long.length + packed.length + tail.length;
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

describe('a zip archive without its list', () => {
  const NO_LIST = /has no list of its members.* What can be found without the list was read/;
  const listAt = (archive: Buffer): number => archive.indexOf('PK\u0001\u0002', 0, 'latin1');
  const THREE: readonly Member[] = [
    { name: 'logs/', content: '', method: 0 },
    { name: 'logs/one.json', content: line(1) },
    { name: 'two.json', content: line(2), method: 0 },
    { name: 'three.json', content: line(3), method: 93 },
  ];

  it.each([
    ['lengths in front', {}],
    ['lengths behind', { behind: 'signed' }],
    ['lengths behind, without their signature', { behind: 'bare' }],
    ['lengths of eight bytes behind', { behind: 'long' }],
    ['lengths of eight bytes in front', { zip64: true }],
  ] as const)('is read member by member, with %s', async (_, how) => {
    const archive = zip(...THREE.map((member) => ({ ...member, ...how })));
    // A few bytes of the list are left, so that the last member has something behind it.
    const path = put('a.zip', archive.subarray(0, listAt(archive) + 10));
    const { events, rejections, summary } = await gather(path);
    expect(events.map((event) => [event.file, event.raw])).toEqual([
      ['a.zip/logs/one.json', line(1).trim()],
      ['a.zip/two.json', line(2).trim()],
      ['a.zip/three.json', line(3).trim()],
    ]);
    expect(rejections.map(({ file }) => file)).toEqual(['a.zip']);
    expect(rejections[0]?.reason).toMatch(NO_LIST);
    expect(summary.records).toBe(4);
  });

  it('gives what there is of the member that it ends in, and says so', async () => {
    const lines = Array.from({ length: 200 }, (_, n) => line(n)).join('');
    for (const behind of [undefined, 'signed'] as const) {
      const archive = zip(ONE, {
        ...{ name: 'cut.json', content: lines, method: 0 },
        ...(behind ? { behind } : {}),
      });
      const path = put('a.zip', archive.subarray(0, listAt(archive) - 3_000));
      const { events, rejections } = await gather(path);
      expect(events.length).toBeGreaterThan(100);
      expect(rejections.some(({ file, reason }) => file === 'a.zip' && NO_LIST.test(reason))).toBe(
        true,
      );
      const told = rejections.filter(({ file }) => file === 'a.zip/cut.json');
      expect(told.at(-1)?.reason).toMatch(/bytes came out of it, where its header says|is cut off/);
    }
  });

  it('refuses by name what it refuses elsewhere', async () => {
    const archive = zip(
      ONE,
      { name: '../up.json' },
      { name: 'one.json', content: line(9) },
      { name: 'secret.json', flags: 1 },
      { name: 'odd.json', method: 14 },
    );
    const { events, rejections } = await gather(put('a.zip', archive.subarray(0, listAt(archive))));
    expect(events).toHaveLength(1);
    const reasons = rejections.map(({ reason }) => reason).join('\n');
    for (const reason of [
      /up\.json: a name that leads out of the archive/,
      /one\.json: a second member of the same name/,
      /secret\.json: encrypted/,
      /odd\.json: packed in a way that is not read \(LZMA\)/,
    ]) {
      expect(reasons).toMatch(reason);
    }
  });

  it('goes on behind bytes that belong to no member', async () => {
    const [first, second] = [zip(ONE), zip({ name: 'two.json', content: line(2) })];
    const path = put(
      'a.zip',
      Buffer.concat([
        first.subarray(0, listAt(first)),
        Buffer.from('damage'),
        second.subarray(0, listAt(second)),
      ]),
    );
    const { events, rejections } = await gather(path);
    expect(events.map((event) => event.file)).toEqual(['a.zip/one.json', 'a.zip/two.json']);
    expect(rejections[0]?.reason).toMatch(/bytes \d+ to \d+ belong to no member/);
  });

  it('whose list is damaged is read in place behind what the list names', async () => {
    const archive = zip(...THREE);
    const second = archive.indexOf('PK\u0001\u0002', listAt(archive) + 80, 'latin1');
    archive.write('XX', second, 'latin1');
    const { events, rejections } = await gather(put('a.zip', archive));
    expect(events.map((event) => event.file)).toEqual([
      'a.zip/logs/one.json',
      'a.zip/two.json',
      'a.zip/three.json',
    ]);
    expect(rejections.map(({ reason }) => reason).join()).toMatch(/list .* is damaged/);
  });

  it('never ends in anything but events, rejections or a reason, wherever it is cut or damaged', async () => {
    const whole = zip(...THREE, { name: 'four.json', content: line(4), behind: 'signed' });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
        async (length, harms) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of harms) bytes[at] = byte;
          const path = put('a.zip', bytes.subarray(0, length));
          try {
            const { events, rejections, summary } = await gather(path);
            expect(summary.records).toBe(events.length + rejections.length + summary.skipped);
          } catch (error) {
            expect(error).toBeInstanceOf(FailureError);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
