import { execFileSync } from 'node:child_process';
import { symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hashExhibit } from '../../../electron/intake/digest.ts';
import { ARCHIVE_FORMAT, withoutMembers } from '../../../electron/intake/read-archive.ts';
import { failureOf, gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const given = givenFiles();
const { put } = given;

const line = (number: number): string => `{"time":"2026-06-01T00:00:00Z","n":${number}}\n`;

interface Member {
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly type?: string;
  /** Seconds since 1970. */
  readonly modified?: number;
  /** What else the header says. */
  readonly say?: (header: Buffer) => void;
  /** Stands between the header and the content. */
  readonly between?: Uint8Array;
}

function tar(...members: readonly Member[]): Buffer {
  const blocks = members.flatMap((member) => {
    const { name, content = '', type = '0', modified = 0, say, between } = member;
    const body = Buffer.from(content);
    const header = Buffer.alloc(512);
    const octal = (value: number, width: number) => `${value.toString(8).padStart(width, '0')}\0`;
    header.write(name, 0, 100);
    header.write(octal(body.length, 11), 124);
    header.write(octal(modified, 11), 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257);
    say?.(header);
    header.write(
      octal(
        header.reduce((sum, byte) => sum + byte, 0),
        6,
      ),
      148,
    );
    return [
      header,
      between ?? Buffer.alloc(0),
      body,
      Buffer.alloc((512 - (body.length % 512)) % 512),
    ];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('zstd', () => {
  it('is unpacked frame after frame, with frames to be skipped before and between them', async () => {
    const skippable = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9);
    const frames = [line(0), line(1), line(2)].map((text) => zstdCompressSync(text));
    const path = put(
      'a.zst',
      Buffer.concat([skippable, frames[0] ?? '', skippable, ...frames.slice(1)].map(Buffer.from)),
    );
    const { events, rejections } = await gather(path);
    expect(events.map((event) => event.raw)).toEqual([0, 1, 2].map((n) => line(n).trim()));
    expect(rejections).toEqual([]);
  });

  it('gives the same however long it is, also around gzip', async () => {
    const text = Array.from({ length: 50_000 }, (_, index) => line(index)).join('');
    const { events, summary } = await gather(put('a.zst', zstdCompressSync(gzipSync(text))));
    expect(events).toHaveLength(50_000);
    expect(events.at(-1)?.raw).toBe(line(49_999).trim());
    expect(summary.rejected).toBe(0);
  });

  it('notes what follows the last frame, what is cut off and what is damaged', async () => {
    const whole = zstdCompressSync(Array.from({ length: 20_000 }, (_, n) => line(n)).join(''), {
      params: { [constants.ZSTD_c_checksumFlag]: 1 },
    });
    const tail = await gather(put('tail.zst', Buffer.concat([whole, Buffer.from('appended')])));
    expect(tail.events).toHaveLength(20_000);
    expect(tail.rejections[0]?.reason).toBe(
      `bytes that are not zstd follow the last frame, from byte ${whole.length} of the packed file on`,
    );
    const cut = await gather(put('cut.zst', whole.subarray(0, whole.length - 300)));
    expect(cut.rejections.at(-1)?.reason).toContain('cut off');
    const bad = Buffer.from(whole);
    bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 1;
    expect((await gather(put('bad.zst', bad))).rejections.at(-1)?.reason).toContain('checksum');
  });

  it('stops where it unpacks to far more than it is', async () => {
    const path = put('bomb.zst', zstdCompressSync(line(1).repeat(200_000)));
    const limits = { expansionFreeBytes: 1_000_000, maxExpansion: 10 };
    const { events, rejections } = await gather(path, { limits });
    expect(rejections.at(-1)?.reason).toContain('the rest is not read');
    expect(events.length).toBeLessThan(40_000);
  });
});

describe('tar', () => {
  it('has its members listed and read as files of their own, packed ones too', async () => {
    const inner = tar({ name: 'deep/c.log', content: line(3) });
    const content = tar(
      { name: 'a.log', content: line(1) },
      { name: 'sub/', type: '5' },
      { name: 'sub/b.log.gz', content: gzipSync(line(2)) },
      { name: 'more.tar', content: inner },
    );
    const path = put('all.tar.gz', gzipSync(content));
    const { events, files, rejections, summary } = await gather(path);
    expect(rejections).toEqual([]);
    expect(events.map(({ file, position, raw }) => [file, position, raw])).toEqual([
      ['all.tar.gz/a.log', 0, line(1).trim()],
      ['all.tar.gz/sub/b.log.gz', 0, line(2).trim()],
      ['all.tar.gz/more.tar/deep/c.log', 0, line(3).trim()],
    ]);
    expect(files.map((file) => [file.name, file.format, file.sha256 !== ''])).toEqual([
      ['all.tar.gz', ARCHIVE_FORMAT, true],
      ['all.tar.gz/a.log', 'json-lines', false],
      ['all.tar.gz/sub/b.log.gz', 'json-lines', false],
      ['all.tar.gz/more.tar', ARCHIVE_FORMAT, false],
      ['all.tar.gz/more.tar/deep/c.log', 'json-lines', false],
    ]);
    expect(summary.sha256).toBe(await hashExhibit(path));
    expect(summary.bytes).toBe(gzipSync(content).length);
    expect(withoutMembers(files).map((file) => file.name)).toEqual(['all.tar.gz']);
  });

  it('as the system makes it is read, with long names and links', async () => {
    const long = `${'d'.repeat(90)}/${'e'.repeat(90)}/é.log`;
    put(`in/${long}`, line(1));
    symlinkSync('/etc/passwd', join(given.folder, 'in/link'));
    for (const format of ['gnu', 'pax', 'ustar']) {
      const { folder } = given;
      const path = join(folder, `${format}.tar`);
      execFileSync('tar', ['-c', `--format=${format}`, '-f', path, '-C', join(folder, 'in'), '.']);
      const { events, rejections } = await gather(path);
      expect(events[0]?.file).toBe(`${format}.tar/./${long}`);
      expect(rejections.map((one) => one.reason)).toEqual([
        `${format}.tar/./link: a symbolic link; links are not followed.`,
      ]);
    }
  });

  it('has what would lead out of it or is no plain file refused, and the rest read', async () => {
    const path = put(
      'a.tar',
      tar(
        { name: '../../etc/cron.d/x', content: line(0) },
        { name: '/etc/x', content: line(0) },
        { name: 'C:\\x', content: line(0) },
        { name: 'null', type: '3' },
        { name: 'odd', type: 'Z', content: 'abc' },
        { name: 'good.log', content: line(1) },
      ),
    );
    const { events, rejections } = await gather(path);
    expect(events).toHaveLength(1);
    expect(rejections.map((one) => one.reason.replace(/^.*: /, ''))).toEqual([
      ...Array<string>(3).fill('a name that leads out of the archive.'),
      'a device.',
      'a member of unknown kind "Z".',
    ]);
  });

  describe('with a member that is stored with holes', () => {
    const pax = (text: string): string => {
      const length = text.length + 2 + String(text.length + 4).length;
      return `${length} ${text}\n`;
    };
    const filled = (text: string): string => text.padEnd(Math.ceil(text.length / 512) * 512, '\0');
    const one = line(0);
    const two = line(1);
    /** The second line stands behind a hole, and the file ends with one. */
    const map = [0, one.length, 100_000, two.length];
    const realsize = 150_000;
    const stored = one + two;
    const named = (more: readonly string[]) => ({
      ...{ name: 'x', type: 'x', content: more.map((each) => pax(`GNU.sparse.${each}`)).join('') },
    });
    const numbers = [
      ...[`offset=${map[0]}`, `numbytes=${map[1]}`, `offset=${map[2]}`, `numbytes=${map[3]}`],
    ];

    it.each([
      [
        '0.0',
        [
          named([`size=${realsize}`, 'numblocks=2', ...numbers]),
          { name: 'a.log', content: stored },
        ],
      ],
      [
        '0.1',
        [
          named([`size=${realsize}`, 'numblocks=2', `map=${map.join(',')}`, 'name=a.log']),
          { name: 'GNUSparseFile.0/a.log', content: stored },
        ],
      ],
      [
        '1.0',
        [
          named(['major=1', 'minor=0', 'name=a.log', `realsize=${realsize}`]),
          {
            name: 'GNUSparseFile.0/a.log',
            content: filled(`2\n${map.join('\n')}\n`) + stored,
          },
        ],
      ],
    ])('in the pax form %s reads it, each line in its place', async (_, members) => {
      const path = put('a.tar', tar(...members, { name: 'b.log', content: line(2) }));
      const { events, rejections } = await gather(path);
      expect(rejections).toEqual([]);
      expect(events.map(({ file, position, raw }) => [file, position, raw])).toEqual([
        ['a.tar/a.log', 0, one.trim()],
        ['a.tar/a.log', 100_000, two.trim()],
        ['a.tar/b.log', 0, line(2).trim()],
      ]);
    });

    it("in GNU's own form reads it, with the map going on in a block of its own", async () => {
      const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
      const more = Buffer.alloc(512);
      more.write(octal(100_000) + octal(two.length), 0);
      const path = put(
        'a.tar',
        tar(
          {
            ...{ name: 'a.log', type: 'S', content: stored, between: more },
            say(header) {
              header.fill(0, 257, 512);
              header.write(octal(0) + octal(one.length), 386);
              header[482] = 1;
              header.write(octal(realsize), 483);
            },
          },
          { name: 'b.log', content: line(2) },
        ),
      );
      const { events, rejections } = await gather(path);
      expect(rejections).toEqual([]);
      expect(events.map(({ file, position }) => [file, position])).toEqual([
        ['a.tar/a.log', 0],
        ['a.tar/a.log', 100_000],
        ['a.tar/b.log', 0],
      ]);
    });

    it.each([
      ['parts that are not all stored', ['major=1', 'realsize=999'], '1\n0\n99999\n'],
      ['parts that overlap', ['major=1', 'realsize=999'], `2\n5\n4\n0\n${stored.length - 4}\n`],
      ['a file shorter than its parts', ['major=1', 'realsize=9'], `1\n0\n${stored.length}\n`],
      ['no length', ['major=1'], `1\n0\n${stored.length}\n`],
      ['no map', ['major=1', 'realsize=999'], 'none\n'],
    ])('refuses a map of %s under the name of the file', async (_, said, front) => {
      const path = put(
        'a.tar',
        tar(
          named([...said, 'name=dir/a.log']),
          { name: 'GNUSparseFile.0/a.log', content: filled(front) + stored },
          { name: 'b.log', content: line(2) },
        ),
      );
      const { events, rejections } = await gather(path);
      expect(events).toHaveLength(1);
      expect(rejections.map(({ reason }) => reason)).toEqual([
        'a.tar/dir/a.log: a file stored with holes, of which the map does not fit what is stored.',
      ]);
    });

    it('does not unpack more zeros than the limits allow', async () => {
      const path = put(
        'a.tar',
        tar(named(['size=900000000000000', `map=0,${one.length}`, 'name=a.log']), {
          name: 'GNUSparseFile.0/a.log',
          content: one,
        }),
      );
      const { rejections } = await gather(path, {
        limits: { maxExpansion: 10, expansionFreeBytes: 1_000_000 },
      });
      expect(rejections.map(({ reason }) => reason).join()).toContain('more than the limit of');
    });
  });

  it('is read up to where it is damaged or cut off, which is said', async () => {
    const whole = tar(
      { name: 'a.log', content: line(1) },
      { name: 'b.log', content: line(2).repeat(100) },
    );
    const cut = await gather(put('cut.tar', whole.subarray(0, 2_000)));
    expect(cut.events.length).toBeGreaterThan(1);
    expect(cut.rejections.at(-1)).toMatchObject({
      file: 'cut.tar',
      reason: 'cut.tar: the archive is cut off within b.log.',
    });
    const bad = Buffer.from(whole);
    bad.fill(0x41, 1_024, 1_100);
    const damaged = await gather(put('bad.tar', bad));
    expect(damaged.events).toHaveLength(1);
    expect(damaged.rejections[0]?.reason).toContain('is damaged at byte 1024');
    const more = await gather(put('more.tar', Buffer.concat([whole, Buffer.from('x')])));
    expect(more.rejections[0]?.reason).toContain(`from byte ${whole.length} on`);
  });

  it('is said to be cut off where it ends between or behind its members', async () => {
    const whole = tar({ name: 'a.log', content: line(1) });
    const unmarked = await gather(put('unmarked.tar', whole.subarray(0, 1_024)));
    expect(unmarked.events).toHaveLength(1);
    expect(unmarked.rejections[0]?.reason).toContain('no end mark at byte 1024');
    const unfilled = await gather(put('unfilled.tar', whole.subarray(0, 900)));
    expect(unfilled.events).toHaveLength(1);
    expect(unfilled.rejections[0]?.reason).toContain('cut off behind a.log');
  });

  it('of a kind without a mark is known by its check sum', async () => {
    const whole = tar({ name: 'a.log', content: line(1) });
    whole.fill(0, 257, 265);
    const sum = whole.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    const old = sum - whole.subarray(148, 156).reduce((total, byte) => total + byte, 0) + 8 * 0x20;
    whole.write(`${old.toString(8).padStart(6, '0')}\0 `, 148);
    const { events, rejections } = await gather(put('old.tar', whole));
    expect(events).toHaveLength(1);
    expect(rejections).toEqual([]);
  });

  it('is not opened deeper than the limit, nor with more files', async () => {
    let nested: Uint8Array = Buffer.from(line(1));
    for (let level = 0; level < 4; level += 1) nested = tar({ name: 'x', content: nested });
    expect(await failureOf(put('deep.tar', nested), { limits: { maxUnpackLevels: 3 } })).toEqual({
      code: 'file.unreadable',
      message: 'deep.tar/x/x/x: packed more than 3 times over; not unpacked further.',
    });
    const many = tar(
      ...Array.from({ length: 9 }, (_, n) => ({ name: `${n}.log`, content: line(n) })),
    );
    const { rejections, events } = await gather(put('many.tar', many), { limits: { maxFiles: 4 } });
    expect(events).toHaveLength(3);
    expect(rejections.map((one) => one.reason)).toEqual([
      'many.tar/3.log: more files than the limit of 4; the rest is not read.',
    ]);
  });

  it('cannot unpack to more through many members than through one', async () => {
    const member = gzipSync(line(1).repeat(10_000));
    const all = Array.from({ length: 10 }, (_, n) => ({ name: `${n}.gz`, content: member }));
    const limits = { expansionFreeBytes: 1_000_000, maxExpansion: 10 };
    const { events, rejections } = await gather(put('many.tar', tar(...all)), { limits });
    expect(events.length).toBeLessThan(30_000);
    expect(rejections.some((one) => one.reason.includes('the rest is not read'))).toBe(true);
  });

  it('says where nothing of it can be read', async () => {
    expect(await failureOf(put('a.tar', tar({ name: 'notes', content: 'hello' })))).toMatchObject({
      message: 'a.tar/notes: its content is in no format that can be read.',
    });
    expect(await failureOf(put('b.tar', tar({ name: 'd/', type: '5' })))).toMatchObject({
      message: 'b.tar: the archive holds no files.',
    });
  });

  it('gives the time of change of each member to formats that need the year', async () => {
    const bsd = 'Jan  2 15:04:05 web1 app: hello\n';
    const modified = Date.UTC(2021, 5, 1) / 1000;
    const { events } = await gather(put('a.tar', tar({ name: 'm.log', content: bsd, modified })));
    expect(events[0]?.timeUs).toBe(Date.UTC(2021, 0, 2, 15, 4, 5) * 1000);
    const path = put('plain.log', bsd);
    utimesSync(path, modified, modified);
    expect((await gather(path)).events[0]?.timeUs).toBe(Date.UTC(2021, 0, 2, 15, 4, 5) * 1000);
  });

  it('is taken up where an earlier reading stopped', async () => {
    const path = put(
      'a.tar',
      tar(
        { name: 'a.log', content: `${line(1)}bad\n${line(2)}` },
        { name: 'link', type: '2' },
        { name: 'b.log', content: line(3) },
      ),
    );
    const whole = await gather(path);
    for (const skipRecords of [1, 2, 3, 4]) {
      const rest = await gather(path, { skipRecords });
      expect(rest.events.length + rest.rejections.length).toBe(5 - skipRecords);
      expect(rest.files).toEqual(whole.files);
    }
  });
});
