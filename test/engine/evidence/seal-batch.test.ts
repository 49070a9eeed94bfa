import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { OpenBatch } from '../../../electron/intake/batch.ts';
import { sealBatch } from '../../../electron/engine/evidence/seal-batch.ts';
import { decodeFrame } from '../../../electron/engine/events/block-frame.ts';
import { decodeCodes, decodeTimes } from '../../../electron/store/column-chunk.ts';
import { STORED_COLUMNS } from '../../../electron/store/columns.ts';

const COUNT = 4_096;
const RECORD = 'a record of the log\n';
const EACH = { length: COUNT };

/** As many records as a batch holds at most, of two files, with a column that some lack. */
function openBatch(): OpenBatch {
  const records = Buffer.from(RECORD.repeat(COUNT));
  const raw = new Uint8Array(records.length + 1_000);
  raw.set(records);
  return {
    ...{ count: COUNT, raw, rawBytes: records.length, bytesRead: 1, skipped: 2 },
    lengths: Uint32Array.from(EACH, () => RECORD.length),
    fileIndex: Uint32Array.from(EACH, (_, record) => (record < 1_000 ? 0 : 1)),
    positions: Float64Array.from(EACH, (_, record) => record * RECORD.length),
    timeUs: Float64Array.from(EACH, (_, record) => (record === 5 ? Number.NaN : record * 1_000)),
    nanos: new Uint16Array(COUNT),
    precision: new Uint8Array(COUNT),
    flags: new Uint8Array(COUNT),
    columns: {
      'event.action': { dictionary: ['', 'Get', 'Put'], codes: codes((at) => 1 + (at % 2)) },
      'user.name': { dictionary: ['', 'ann', 'bob'], codes: codes((at) => at % 3) },
      'source.ip': { dictionary: ['', ...addresses], codes: codes((at) => 1 + (at % 300)) },
    },
    rejections: [],
    formats: { lines: COUNT },
    files: [{ index: 1, name: 'second', format: 'lines', bytes: 1, sha256: '' }],
  };
}

const addresses = Array.from({ length: 300 }, (_, at) => `10.0.${String(at >> 8)}.${String(at)}`);

function codes(of: (record: number) => number): Uint16Array {
  return Uint16Array.from(EACH, (_, record) => of(record));
}

const place = { firstEvent: 1, firstFile: 7, secret: new Uint8Array(32) };
const sealed = await sealBatch(openBatch(), place);

function column(name: (typeof STORED_COLUMNS)[number]): readonly string[] {
  const stored = sealed.columns[STORED_COLUMNS.indexOf(name)];
  if (stored === undefined) throw new Error('no such column');
  const { words, wordEnds } = stored;
  const dictionary = [...wordEnds].map((end, at) =>
    Buffer.from(words.subarray(at === 0 ? 0 : wordEnds[at - 1], end)).toString(),
  );
  return [...decodeCodes(stored.codes, COUNT, dictionary.length)].map(
    (code) => dictionary[code] ?? 'none',
  );
}

describe('a sealed batch', () => {
  it('holds the records, their places in the exhibit, times and columns', () => {
    expect(zstdDecompressSync(sealed.payload).toString()).toBe(RECORD.repeat(COUNT));
    const frame = decodeFrame(sealed.frame, COUNT);
    expect([...frame.fileIndex.subarray(999, 1_001)]).toEqual([7, 8]);
    expect(sealed.files[0]?.index).toBe(8);
    const times = new Float64Array(COUNT);
    decodeTimes(sealed.times, COUNT, times, 0);
    expect([...times.subarray(3, 7)]).toEqual([3_000, 4_000, Number.NaN, 6_000]);
    expect(column('event.action').slice(0, 3)).toEqual(['Get', 'Put', 'Get']);
    expect(column('user.name').slice(0, 4)).toEqual(['', 'ann', 'bob', '']);
    expect(column('source.ip')[299]).toBe('10.0.1.299');
    expect(column('host.name')[0]).toBe('');
  });

  it('has no bytes that drag others along to another thread', () => {
    const { payload, frame, times, leaves, columns } = sealed;
    const bytes = [payload, frame, times, leaves.hashes, ...columns.map((each) => each.codes)];
    for (const each of bytes) expect(each.buffer.byteLength).toBe(each.length);
  });

  it('leaves nothing of what it was made of in memory', async () => {
    const batch = openBatch();
    await sealBatch(batch, place);
    const { lengths, fileIndex, positions, timeUs } = batch;
    for (const spent of [lengths, fileIndex, positions, timeUs]) expect(spent).toHaveLength(0);
  });
});
