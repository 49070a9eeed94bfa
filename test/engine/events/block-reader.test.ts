import { hash, randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../electron/engine/events/block-frame.ts';
import { createBlockReader, unpackBlock } from '../../../electron/engine/events/block-reader.ts';
import type { Block } from '../../../electron/store/events.ts';

const RECORD_BYTES = 10_000;
/** Blocks hold one record each; the record of an event is told by its first byte. */
const COUNT = 6;

function blockOf(id: number): Block {
  const raw = randomBytes(RECORD_BYTES);
  raw[0] = id;
  const frame = encodeFrame({
    count: 1,
    positions: Float64Array.of(0),
    lengths: Uint32Array.of(raw.length),
    fileIndex: Uint32Array.of(0),
    nanos: Uint16Array.of(0),
    precision: Uint8Array.of(0),
    flags: Uint8Array.of(0),
  });
  return {
    ...{ id, sourceId: 1, firstEvent: id, count: 1, rawBytes: raw.length, frame },
    sha256: new Uint8Array(hash('sha256', raw, 'buffer')),
    chain: new Uint8Array(32),
    payload: zstdCompressSync(raw),
  };
}

/** A reader, and the numbers of the blocks that were asked of the case by number. */
function readerOf(keptBytes: number) {
  const blocks = Array.from({ length: COUNT }, (_, at) => blockOf(at + 1));
  const asked: number[] = [];
  const find = (id: number) => blocks.find((block) => block.id === id);
  const reader = createBlockReader(
    {
      block(id) {
        asked.push(id);
        return find(id);
      },
      blockOf: find,
    },
    keptBytes,
  );
  const read = (...ids: readonly number[]) => {
    asked.length = 0;
    for (const id of ids) expect(reader.byId(id)?.record(0)[0]).toBe(id);
    return [...asked];
  };
  return { reader, read, blocks };
}

describe('blocks that are kept unpacked', () => {
  it('are not asked of the case again', () => {
    const { read } = readerOf(COUNT * 2 * RECORD_BYTES);
    expect(read(1, 2, 3, 4, 5, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read(6, 1, 3, 5)).toEqual([]);
  });

  it('make room for others by their bytes, those used longest ago first', () => {
    const { read } = readerOf(3.5 * RECORD_BYTES);
    read(1, 2, 3);
    expect(read(1)).toEqual([]);
    expect(read(4)).toEqual([4]);
    expect(read(1, 3, 4)).toEqual([]);
    expect(read(2)).toEqual([2]);
  });

  it('hold one that is larger than all of the room by itself', () => {
    const { read } = readerOf(RECORD_BYTES / 2);
    expect(read(1, 1, 2, 1)).toEqual([1, 2, 1]);
  });

  it('answer for an event as well', () => {
    const { reader, read } = readerOf(COUNT * 2 * RECORD_BYTES);
    expect(reader.ofEvent(4)?.record(0)[0]).toBe(4);
    expect(read(4)).toEqual([]);
    expect(reader.ofEvent(COUNT + 1)).toBeUndefined();
  });

  it('may have been unpacked for something else, and are checked when they are asked for', () => {
    const { reader, blocks } = readerOf(COUNT * 20 * RECORD_BYTES);
    const [sound, other] = blocks;
    if (!sound || !other) throw new Error('there are several');
    const unpacked = unpackBlock(sound);
    reader.offer(unpacked);
    expect(reader.byId(sound.id)).toBe(unpacked);
    // Not what was sealed under that number.
    const { bytes, offsets, record } = unpackBlock(sound);
    reader.offer({ ...unpackBlock(other), bytes, offsets, record });
    expect(() => reader.byId(other.id)).toThrow('does not match its recorded hash');
  });
});
