import { describe, expect, it } from 'vitest';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { giveBack, inOwnBuffer, unpooledBytes } from '../../../electron/intake/give-back.ts';

const MEGABYTE = 1024 * 1024;

describe('bytes in a buffer of their own', () => {
  it('are what was packed, with nothing of the room that it was packed into', () => {
    const text = Buffer.from('record\n'.repeat(1_000));
    const packed = zstdCompressSync(text, { chunkSize: MEGABYTE });
    const own = inOwnBuffer(packed);
    expect(own.buffer.byteLength).toBe(own.length);
    expect(zstdDecompressSync(own)).toEqual(text);
    expect(packed).toHaveLength(0);
  });

  it('are copies where others may lie beside them', () => {
    const pooled = Buffer.from('a few bytes');
    const own = inOwnBuffer(pooled);
    expect(own.buffer.byteLength).toBe(own.length);
    expect(pooled.toString()).toBe('a few bytes');

    const all = new Uint8Array(MEGABYTE).fill(7);
    const behind = inOwnBuffer(all.subarray(10, 20));
    expect(behind).toEqual(new Uint8Array(10).fill(7));
    expect(all).toHaveLength(MEGABYTE);
  });

  it('stay as they are where they have one', () => {
    const alone = new Uint8Array(10);
    expect(inOwnBuffer(alone)).toBe(alone);
  });
});

describe('memory that is given back', () => {
  it('is gone at once, whatever kind of numbers it held', () => {
    const times = new Float64Array(4_096);
    giveBack(times);
    expect(times).toHaveLength(0);
    expect(() => giveBack(times)).not.toThrow();
  });

  it('is gone with the room around it', () => {
    const room = new Uint8Array(MEGABYTE);
    giveBack(room.subarray(0, 10));
    expect(room).toHaveLength(0);
  });

  it('is that of a buffer of the length that is in no pool, however little was wanted', () => {
    const short = Buffer.allocUnsafe(unpooledBytes(10));
    giveBack(short);
    expect(short).toHaveLength(0);
    expect(unpooledBytes(MEGABYTE)).toBe(MEGABYTE);
  });

  it('leaves what lies in a pool', () => {
    const pooled = Buffer.from('a few bytes');
    giveBack(pooled);
    expect(pooled.toString()).toBe('a few bytes');
  });
});
