import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  statSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exhibitDigest, hashExhibit, hashFile } from '../../../electron/intake/digest.ts';
import { readExhibit } from '../../../electron/intake/exhibit.ts';
import { failureOf, gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const given = givenFiles();
const { put } = given;

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function trailEvent(number: number): string {
  return JSON.stringify({
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: `user${number % 3}`, accountId: '111122223333' },
    eventTime: `2026-06-01T00:00:${String(number % 60).padStart(2, '0')}Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.9',
    eventID: `id-${number}`,
    eventType: 'AwsApiCall',
  });
}

function trail(from: number, count: number): string {
  const events = Array.from({ length: count }, (_, index) => trailEvent(from + index));
  return `{"Records":[${events.join(',')}]}`;
}

describe('reading an exhibit', () => {
  it('keeps the exact bytes, the place, the time and the columns of each event', async () => {
    const path = put('trail.json', trail(0, 3));
    const { events, files, summary } = await gather(path);
    expect(events).toHaveLength(3);
    expect(events[1]).toEqual({
      raw: trailEvent(1),
      bytes: Buffer.from(trailEvent(1)),
      file: 'trail.json',
      position: 12 + trailEvent(0).length + 1,
      timeUs: Date.UTC(2026, 5, 1, 0, 0, 1) * 1000,
      ecs: {
        'event.action': 'ListUsers',
        'event.outcome': 'success',
        'event.provider': 'iam.amazonaws.com',
        'user.name': 'user1',
        'source.ip': '203.0.113.9',
        'service.name': 'iam',
        'cloud.account.id': '111122223333',
        'cloud.region': 'us-east-1',
        'event.id': 'id-1',
      },
    });
    const hash = sha256(readFileSync(path));
    expect(files).toEqual([
      {
        index: 0,
        name: 'trail.json',
        format: 'cloudtrail',
        bytes: readFileSync(path).length,
        sha256: hash,
        changedUs: Math.round(statSync(path).mtimeMs * 1_000),
      },
    ]);
    expect(summary).toMatchObject({ kind: 'file', sha256: hash, format: 'cloudtrail' });
  });

  it('reads a folder in order of names, and gives it the digest of its list of hashes', async () => {
    put('b/2.json.gz', gzipSync(trail(10, 2)));
    put('b/1.json', trail(0, 1));
    put('a.json', trail(20, 1));
    const { events, files, summary } = await gather(given.folder);
    expect(files.map((file) => file.name)).toEqual(['a.json', 'b/1.json', 'b/2.json.gz']);
    expect(events.map((event) => event.ecs['event.id'])).toEqual([
      'id-20',
      'id-0',
      'id-10',
      'id-11',
    ]);
    const list = files.map((file) => `${file.sha256}  ${file.name}\n`).join('');
    expect(summary.sha256).toBe(sha256(list));
    expect(await hashExhibit(given.folder)).toBe(summary.sha256);
    expect(exhibitDigest(files, 'folder')).toBe(summary.sha256);
  });

  it('lists what it does not read, and reads the rest', async () => {
    put('1.json', trail(0, 1));
    put('readme.txt', 'Copied by hand.\n');
    put('settings.json', '{"bucket": "example"}');
    put('empty.json', '');
    symlinkSync('/etc/hosts', join(given.folder, 'link'));
    const { events, rejections, files } = await gather(given.folder);
    expect(events).toHaveLength(1);
    expect(rejections.map((one) => [one.file, one.reason])).toEqual([
      ['empty.json', 'empty.json: the file is empty.'],
      ['link', 'link: a symbolic link; links are not followed.'],
      ['readme.txt', 'readme.txt: its content is in no format that can be read.'],
      ['settings.json', 'settings.json: its content is in no format that can be read.'],
    ]);
    expect(files.find((file) => file.name === 'readme.txt')).toMatchObject({
      format: '',
      sha256: sha256('Copied by hand.\n'),
    });
  });

  it('rejects bad lines with their place and goes on', async () => {
    const bad = Buffer.concat([
      Buffer.from('{"time":"2026-06-01T00:00:00Z","n":1}\n\n{"time": nonsense}\n{"time":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n[1]\n{"time":"2026-02-30T00:00:00Z"}\n{"n":2}'),
    ]);
    const { events, rejections, skipped } = await gather(put('app.log', bad));
    expect(events.map((event) => event.timeUs)).toEqual([1780272000000000, Number.NaN, Number.NaN]);
    expect(skipped).toBe(1);
    expect(rejections.map((one) => [one.position, one.reason])).toEqual([
      [39, 'not JSON: unexpected character'],
      [58, 'not UTF-8 from byte 9 of the record on'],
      [72, 'a JSON array where an object is expected'],
    ]);
    expect(rejections[0]?.excerpt).toBe('{"time": nonsense}');
  });

  it('says clearly why a single file cannot be read', async () => {
    expect(await failureOf(join(given.folder, 'none'))).toMatchObject({ code: 'file.not-found' });
    const sevenZip = Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c);
    expect(await failureOf(put('a.7z', sevenZip))).toEqual({
      code: 'format.unknown',
      message: 'a.7z: it is a 7z archive, which cannot be read yet.',
    });
    expect(await failureOf(put('b.bin', Uint8Array.of(1, 0, 2, 0)))).toMatchObject({
      message: 'b.bin: it is binary data of no known kind, or encrypted.',
    });
    expect(await failureOf(put('c.json', trail(0, 1)), { format: 'no-such' })).toMatchObject({
      code: 'call.format',
    });
    expect(await failureOf(put('d.json', trail(0, 1)), { zone: 'Mars/Base' })).toMatchObject({
      code: 'zone.unknown',
    });
    mkdirSync(join(given.folder, 'empty'));
    expect(await failureOf(join(given.folder, 'empty'))).toMatchObject({ code: 'folder.empty' });
  });

  it('reads every gzip member, and notes what follows the last one', async () => {
    const two = Buffer.concat([gzipSync(trail(0, 2)), gzipSync(`\n${trail(2, 1)}`)]);
    expect((await gather(put('two.gz', two))).events).toHaveLength(3);
    const tail = Buffer.concat([gzipSync(trail(0, 2)), Buffer.from('appended')]);
    const read = await gather(put('tail.gz', tail));
    expect(read.events).toHaveLength(2);
    expect(read.rejections[0]?.reason).toContain('not gzip follow the last member');
    expect(read.summary.sha256).toBe(sha256(tail));
  });

  it('keeps what a damaged archive still gives, and says that it is damaged', async () => {
    const whole = gzipSync(trail(0, 4_000));
    const read = await gather(put('cut.json.gz', whole.subarray(0, whole.length - 200)));
    expect(read.events.length).toBeGreaterThan(3_000);
    expect(read.rejections.at(-1)?.reason).toContain('cut off');
    expect(
      await failureOf(put('bad.gz', Buffer.concat([whole.subarray(0, 10), Buffer.alloc(50, 255)]))),
    ).toMatchObject({ code: 'file.unreadable' });
  });

  it('stops an archive that unpacks to far more than it is', async () => {
    const line = '{"time":"2026-06-01T00:00:00Z"}\n';
    const path = put('bomb.gz', gzipSync(line.repeat(200_000)));
    const limits = { expansionFreeBytes: 1_000_000, maxExpansion: 10 };
    const read = await gather(path, { limits });
    expect(read.rejections.at(-1)?.reason).toContain('the rest is not read');
    expect(read.events.length).toBeLessThan(40_000);
  });

  it('takes up where an earlier reading stopped, with nothing lost or doubled', async () => {
    put('1.json', trail(0, 5_000));
    put('2.txt', 'not evidence');
    put('3.json', `${trail(5_000, 3_000)} trailing`);
    const whole = await gather(given.folder);
    for (const skipRecords of [1, 4_096, 5_000, 5_001, 8_001]) {
      const rest = await gather(given.folder, { skipRecords });
      const told = rest.events.length + rest.rejections.length;
      expect(told).toBe(whole.summary.records - skipRecords);
      expect(rest.events.at(0)).toEqual(
        whole.events.at(-rest.events.length || whole.events.length),
      );
      expect(rest.files).toEqual(whole.files);
      expect(rest.summary).toEqual(whole.summary);
    }
  });

  it('keeps batches within their size however small the records are', async () => {
    const path = put('tiny.log', `{"time":"2026-06-01T00:00:00Z"}\n${'{}\n'.repeat(30_000)}`);
    const { batches, events } = await gather(path);
    expect(events).toHaveLength(30_001);
    expect(Math.max(...batches.map((batch) => batch.count))).toBe(4_096);
  });

  it('fails where the file grows while it is read', async () => {
    const path = put('grow.log', `${trailEvent(0)}\n`.repeat(20_000));
    const reading = readExhibit(path);
    await reading.next();
    appendFileSync(path, `${trailEvent(1)}\n`);
    await expect(
      (async () => {
        for await (const batch of reading) void batch;
      })(),
    ).rejects.toMatchObject({ failure: { code: 'file.changed' } });
  });

  it('stops at once when it is cancelled', async () => {
    const path = put('long.log', `${trailEvent(0)}\n`.repeat(40_000));
    const cancel = new AbortController();
    const reading = readExhibit(path, { signal: cancel.signal });
    await reading.next();
    cancel.abort();
    await expect(reading.next().then(() => reading.next())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('reports progress up to the end', async () => {
    put('1.json', trail(0, 10));
    put('2.json', trail(0, 10));
    const seen: number[] = [];
    let last;
    for await (const batch of readExhibit(given.folder, {
      onProgress(progress) {
        seen.push(progress.bytesRead);
        last = progress;
      },
    })) {
      void batch;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(last).toMatchObject({ records: 20, filesTotal: 2, bytesRead: trail(0, 10).length * 2 });
  });

  it('can read the same content as another format when told to', async () => {
    const path = put('trail.log', `${trailEvent(0)}\n`);
    const { files, events } = await gather(path, { format: 'json-lines', timeField: 'eventID' });
    expect(files[0]?.format).toBe('json-lines');
    expect(events[0]?.timeUs).toBeNaN();
  });

  it('counts every record once, whatever the lines hold', async () => {
    const line = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('', ' ', '{}', '{"time":"2026-06-01T00:00:00Z"}', '{"a":NaN}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.boolean(), async (lines, packed) => {
        const text = `{"time":"2026-06-01T00:00:00Z"}\n${lines.join('\n')}`;
        const bytes = Buffer.from(text);
        const path = put('any.log', packed ? gzipSync(bytes) : bytes);
        const { events, rejections, summary } = await gather(path, { format: 'json-lines' });
        const inRecords = events.reduce((sum, event) => sum + Buffer.byteLength(event.raw), 0);
        expect(summary.records).toBe(text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
        if (rejections.length === 0) expect(inRecords + summary.framingBytes).toBe(bytes.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the hash of a file', () => {
  it('is of its bytes on disk', async () => {
    expect(await hashFile(put('x', 'abc'))).toBe(sha256('abc'));
    expect(readdirSync(given.folder)).toEqual(['x']);
  });
});
