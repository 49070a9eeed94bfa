import { existsSync, globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEventLogs } from '../../../electron/intake/check-logs.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { makeChunk, makeEventLog, reseal, type MadeRecord } from '../../fixtures/event-log.ts';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

const CHUNK = 65_536;
const HEADER = 4_096;

const DAY = Date.UTC(2026, 5, 1);
const some = (from: number, count: number): MadeRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    number: from + index,
    writtenMs: DAY + (from + index) * 1_000,
    data: { TargetUserName: `user${from + index}`, IpAddress: '192.0.2.7' },
  }));

async function findings(content: Uint8Array) {
  const found = [];
  for await (const log of checkEventLogs(put('a.evtx', content))) found.push(log.findings);
  expect(found).toHaveLength(1);
  const [one] = found;
  if (!one) throw new Error('No log was found.');
  return {
    counts: one.counts,
    entries: one.entries.map(({ verdict, sequence, through, reason }) => ({
      ...{ verdict, sequence, through, reason },
    })),
  };
}

describe('an event log', () => {
  it('gives its records in the order of the file, each readable by itself', async () => {
    const content = makeEventLog({ chunks: [some(1, 40), some(41, 5)] });
    const { events, rejections, files } = await gather(put('a.evtx', content));
    expect(rejections).toEqual([]);
    expect(files.map((file) => file.format)).toEqual(['evtx']);
    expect(events).toHaveLength(45);
    const [first] = events;
    expect(first).toMatchObject({
      position: HEADER + 512,
      timeUs: (DAY + 1_000) * 1_000,
      ecs: { 'event.action': 'logged-in', 'user.name': 'user1', 'source.ip': '192.0.2.7' },
    });
    const read = formatById('evtx')?.normalise(first?.bytes ?? new Uint8Array(0), { zone: 'UTC' });
    expect(read).toMatchObject({
      ok: true,
      value: {
        logSource: { product: 'windows' },
        fields: {
          ...{ EventID: 4624, Channel: 'Security', Computer: 'host-1', TargetUserName: 'user1' },
          ...{ Provider_Name: 'Test-Provider', EventRecordID: 1 },
          Event: { EventData: { TargetUserName: 'user1' } },
        },
      },
    });
    expect(events.at(-1)?.position).toBeGreaterThan(HEADER + CHUNK);
  });

  it('is read in an archive, and the same however it is cut up', async () => {
    const content = makeEventLog({ chunks: [some(1, 60), some(61, 60)] });
    const plain = await gather(put('a.evtx', content));
    const packed = await gather(put('b.gz', gzipSync(content)));
    expect(packed.events.map(({ raw, position }) => [raw, position])).toEqual(
      plain.events.map(({ raw, position }) => [raw, position]),
    );
  });

  it('is read to the end of the file, whatever the header counts', async () => {
    const content = makeEventLog({ chunks: [some(1, 3), some(4, 3)], dirty: true });
    content.writeUInt16LE(1, 42);
    const unused = Buffer.alloc(CHUNK);
    const { events } = await gather(
      put('a.evtx', Buffer.concat([content, unused, makeChunk(some(7, 2))])),
    );
    expect(events).toHaveLength(8);
  });

  it('rejects a record that is damaged with its place, and reads on behind it', async () => {
    const content = makeEventLog({ chunks: [some(1, 10)] });
    const clean = await gather(put('clean.evtx', content));
    const at = clean.events[4]?.position ?? 0;
    content.fill(0xee, at, at + 8);
    const { events, rejections } = await gather(put('a.evtx', content));
    expect(events).toHaveLength(9);
    expect(rejections).toMatchObject([
      { position: at, reason: 'no event log record where one is expected' },
    ]);
  });

  it('rejects a record whose content makes no sense, and reads on behind it', async () => {
    const content = makeEventLog({ chunks: [some(1, 10)] });
    const at = (await gather(put('clean.evtx', content))).events[4]?.position ?? 0;
    content.writeUInt32LE(0xffff_fff0, at + 24 + 4 + 6);
    const { events, rejections } = await gather(put('a.evtx', content));
    expect(events).toHaveLength(9);
    expect(rejections).toMatchObject([
      { position: at, reason: expect.stringMatching(/^record number 5: .*template outside/) },
    ]);
  });

  it('finds the records of a chunk without a header, and says so', async () => {
    const content = makeEventLog({ chunks: [some(1, 5), some(6, 5)] });
    content.fill(0, HEADER + CHUNK, HEADER + CHUNK + 128);
    const { events, rejections } = await gather(put('a.evtx', content));
    expect(events).toHaveLength(10);
    expect(rejections).toMatchObject([{ position: HEADER + CHUNK }]);
  });

  it('that is cut off gives what is there, and says so', async () => {
    const content = makeEventLog({ chunks: [some(1, 5), some(6, 200)] });
    const { events, rejections } = await gather(
      put('a.evtx', content.subarray(0, HEADER + CHUNK + 5_000)),
    );
    expect(events.length).toBeGreaterThan(5);
    expect(rejections.at(-1)?.reason).toMatch(/cut off within a chunk/);
  });

  it('never fails in a way of its own, whatever its bytes', async () => {
    const clean = makeEventLog({ chunks: [some(1, 12)] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(9_000), fc.nat(255)), { minLength: 1, maxLength: 30 }),
        async (changes) => {
          const content = Buffer.from(clean);
          for (const [at, byte] of changes) content[HEADER + at] = byte;
          const { summary } = await gather(put('a.evtx', content));
          expect(summary.events + summary.rejected).toBeGreaterThan(0);
          for await (const log of checkEventLogs(put('a.evtx', content))) {
            expect(log.findings.entries.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the check sums of an event log', () => {
  it('that fit leave it unprotected, as one stretch', async () => {
    const { entries, counts } = await findings(makeEventLog({ chunks: [some(1, 9), some(10, 9)] }));
    expect(entries).toMatchObject([{ verdict: 'unprotected', sequence: 1, through: 18 }]);
    expect(counts).toMatchObject({ unprotected: 18, altered: 0, missing: 0 });
  });

  it('show a changed record as its chunk, and leave the others', async () => {
    const content = makeEventLog({ chunks: [some(1, 9), some(10, 9), some(19, 9)] });
    content.write('X', content.indexOf('user12', 0, 'utf16le'), 'utf16le');
    const { entries, counts } = await findings(content);
    expect(entries).toMatchObject([
      { verdict: 'unprotected', sequence: 1, through: 9 },
      {
        ...{ verdict: 'altered', sequence: 10, through: 18 },
        reason: `The chunk at byte ${HEADER + CHUNK} does not match its own check sum (data).`,
      },
      { verdict: 'unprotected', sequence: 19, through: 27 },
    ]);
    expect(counts).toMatchObject({ unprotected: 18, altered: 9 });
  });

  it('of the file header and of a chunk header are looked at, too', async () => {
    const content = makeEventLog({ chunks: [some(1, 9)] });
    content.writeUInt8(7, 43);
    content.writeUInt8(1, HEADER + 300);
    const { entries } = await findings(content);
    expect(entries.map((entry) => entry.reason)).toEqual([
      'The header of the file does not match its own check sum.',
      `The chunk at byte ${HEADER} does not match its own check sum (header).`,
    ]);
  });

  it('of a log in use are not up to date in the chunk that is written to', async () => {
    const content = makeEventLog({ chunks: [some(1, 9), some(10, 9)], dirty: true });
    content.writeUInt32LE(0, HEADER + CHUNK + 52);
    const { entries } = await findings(content);
    expect(entries.map((entry) => entry.verdict)).toEqual(['unprotected', 'unverifiable']);
  });

  it('that are absent leave nothing to compare', async () => {
    const content = makeEventLog({ chunks: [some(1, 9)] });
    content.writeUInt32LE(0, 124);
    const { entries } = await findings(content);
    expect(entries[0]).toMatchObject({
      ...{ verdict: 'unverifiable', reason: 'The header of the file has no check sum.' },
    });
  });
});

describe('the numbers and times of an event log', () => {
  it('show records that are not there, within a chunk and between chunks', async () => {
    const records = [...some(1, 3), ...some(6, 2)];
    const { entries, counts } = await findings(makeEventLog({ chunks: [records, some(12, 2)] }));
    expect(entries.filter((entry) => entry.verdict === 'missing')).toMatchObject([
      { sequence: 4, through: 5 },
      { sequence: 8, through: 11 },
    ]);
    expect(counts).toMatchObject({ missing: 6, unprotected: 7 });
  });

  it('show records cut off at the end', async () => {
    const { entries } = await findings(makeEventLog({ chunks: [some(1, 3)], nextRecord: 9 }));
    expect(entries.at(-1)).toMatchObject({
      ...{ verdict: 'missing', sequence: 4, through: 8 },
      reason: 'The header counts records up to number 8; the last one here is number 3.',
    });
  });

  it('have no gap where a full log began anew at its start', async () => {
    const { entries } = await findings(makeEventLog({ chunks: [some(21, 10), some(1, 20)] }));
    expect(entries).toMatchObject([{ verdict: 'unprotected', sequence: 1, through: 30 }]);
  });

  it('tell a clock that goes back, which is no verdict by itself', async () => {
    const records = some(1, 4).map((record) =>
      record.number === 3 ? { ...record, writtenMs: DAY - 60_000 } : record,
    );
    const { entries } = await findings(makeEventLog({ chunks: [records] }));
    expect(entries).toMatchObject([
      { verdict: 'unprotected', sequence: 1, through: 4 },
      {
        ...{ verdict: 'unprotected', sequence: 3 },
        reason:
          'The clock goes back: it was written at 2026-05-31T23:59:00.0000000Z, the record before it at 2026-06-01T00:00:02.0000000Z.',
      },
    ]);
  });

  it('show a record hidden in the length of the one before it', async () => {
    const content = makeEventLog({ chunks: [some(1, 5)] });
    const { events } = await gather(put('clean.evtx', content));
    const [at = 0, next = 0, behind = 0] = events.slice(1, 4).map((event) => event.position);
    content.writeUInt32LE(behind - at, at + 4);
    content.writeUInt32LE(behind - at, behind - 4);
    reseal(content.subarray(HEADER, HEADER + CHUNK));
    const { entries } = await findings(content);
    expect(entries).toMatchObject([
      { verdict: 'unprotected' },
      {
        ...{ verdict: 'altered', sequence: 2 },
        reason: `Within its length, at byte ${next}, lies a record numbered 3 that is not in the order of the log.`,
      },
      { verdict: 'missing', sequence: 3, through: 3 },
    ]);
    expect((await gather(put('a.evtx', content))).rejections).toMatchObject([{ position: next }]);
  });
});

const REGRESSION = '../shared/fixtures/sigma-regression';
describe.skipIf(!existsSync(REGRESSION))('the event logs of the Sigma regression data', () => {
  const logs = globSync(`${REGRESSION}/**/*.evtx`);
  it.each(logs)('%s reads as the JSON beside it', async (path) => {
    const { events, rejections } = await gather(path);
    const beside = await gather(path.replace(/\.evtx$/, '.json'));
    expect(rejections).toEqual([]);
    // The JSON has six decimals of a second, the log seven, and some blanks at the end are lost.
    const plain = (text: string): unknown =>
      JSON.parse(text.replace(/(\.\d{6})\d(Z")/g, '$1$2').replace(/ +(",|"\})/g, '$1'));
    expect(events.map((event) => plain(event.raw))).toEqual(
      beside.events.map((event) => plain(event.raw)),
    );
    expect(events.map((event) => [event.timeUs, event.ecs])).toEqual(
      beside.events.map((event) => [event.timeUs, event.ecs]),
    );
    expect((await findings(readFileSync(path))).counts).toMatchObject({ altered: 0, missing: 0 });
  });
});
