import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/places.ts';
import { gather } from './gather.ts';

const folder = temporaryFolder('alike');
afterAll(() => folder.remove());

const event = (n: number): string =>
  JSON.stringify({
    eventVersion: '1.08',
    eventTime: '2026-03-01T00:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    eventID: `id-${String(n)}`,
    eventType: 'AwsApiCall',
  });
const trail = (from: number, to: number): string =>
  `{"Records":[${Array.from({ length: to - from }, (_, n) => event(from + n)).join(',')}]}`;

/** What lies in a folder of CloudTrail files, sound and otherwise. */
const FILES: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['sound', gzipSync(trail(0, 20))],
  ['not packed', Buffer.from(trail(20, 25))],
  ['no records', gzipSync('{"Records":[]}')],
  ['some other records', gzipSync(`{"Records":[${event(1)},{"a":1},${event(2)}]}`)],
  ['broken record', gzipSync(`{"Records":[${event(1)},{"eventVersion":,${event(2)},${event(3)}]}`)],
  ['cut off text', gzipSync(trail(0, 9).slice(0, -40))],
  ['cut off', gzipSync(trail(0, 9)).subarray(0, -5)],
  ['false check sum', Buffer.concat([gzipSync(trail(0, 9)).subarray(0, -8), Buffer.alloc(8, 7)])],
  ['bytes behind', Buffer.concat([gzipSync(trail(0, 9)), Buffer.from('more')])],
  ['two members', Buffer.concat([gzipSync(trail(0, 9)), gzipSync(' ')])],
  ['packed twice', gzipSync(gzipSync(trail(0, 9)))],
  ['lines', gzipSync(Array.from({ length: 5 }, (_, n) => event(n)).join('\n'))],
  ['other json', gzipSync('[{"time":"2026-03-01T00:00:00Z","a":1},{"time":"x","a":2}]')],
  ['empty', Buffer.alloc(0)],
  ['binary', Buffer.from([0, 1, 2, 3])],
];

describe('a small file behind one of the same kind', () => {
  it.each(FILES)('is read as it would be by itself: %s', async (name, bytes) => {
    const together = join(folder.path, `${name} together`);
    const apart = join(folder.path, `${name} apart`);
    for (const path of [together, apart]) mkdirSync(path);
    const sound = gzipSync(trail(100, 110));
    writeFileSync(join(together, 'a.json.gz'), sound);
    for (const path of [together, apart]) writeFileSync(join(path, 'b.json.gz'), bytes);
    // A folder in which nothing can be read fails as a whole.
    writeFileSync(join(apart, 'c.jsonl'), '{"time":"2026-03-01T00:00:00Z","c":1}\n');
    const own = (gathered: Awaited<ReturnType<typeof gather>>) => ({
      events: gathered.events.filter((each) => each.file === 'b.json.gz'),
      rejections: gathered.rejections.filter((each) => each.file === 'b.json.gz'),
      files: gathered.files
        .filter((file) => file.name === 'b.json.gz')
        .map(({ index: _index, changedUs: _changed, ...file }) => file),
    });
    expect(own(await gather(together))).toEqual(own(await gather(apart)));
  });
});
