import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBzip2, unbzip2 } from '../../../electron/intake/unbzip2.ts';
import { isXz, unxz } from '../../../electron/intake/unxz.ts';
import {
  BLANKS_BZIP2,
  LINES_BZIP2,
  LINES_XZ,
  LINES_XZ_CRC32,
  LINES_XZ_DELTA,
  LINES_XZ_SHA256,
  LINES_XZ_X86,
  PACKED_LINES,
} from '../../fixtures/packed-lines.ts';

const MIB = 1024 * 1024;
const LINES = `${PACKED_LINES.join('\n')}\n`;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function unpacked(
  bytes: Uint8Array,
  { size = 100, maxDictionaryBytes = 128 * MIB } = {},
): Promise<{ readonly text: string; readonly trouble: string }> {
  const result = { trouble: '' };
  const pieces = inPieces(bytes, size);
  const parts: Buffer[] = [];
  const bzip2 = bytes[0] === 0x42;
  const out = bzip2 ? unbzip2(pieces, result) : unxz(pieces, result, maxDictionaryBytes);
  // A piece is valid only until the next one is asked for.
  for await (const part of out) parts.push(Buffer.from(part));
  return { text: Buffer.concat(parts).toString(), trouble: result.trouble };
}

const KINDS = [
  ['bzip2', LINES_BZIP2],
  ['xz with CRC-64', LINES_XZ],
  ['xz with CRC-32', LINES_XZ_CRC32],
  ['xz with SHA-256', LINES_XZ_SHA256],
  ['xz through the delta filter', LINES_XZ_DELTA],
] as const;

describe.each(KINDS)('%s', (_, packed) => {
  it('is known by its first bytes', () => {
    expect([isBzip2(packed), isXz(packed)].filter(Boolean)).toHaveLength(1);
  });

  it.each([1, 7, 100_000])('is unpacked from pieces of %i bytes', async (size) => {
    expect(await unpacked(packed, { size })).toEqual({ text: LINES, trouble: '' });
  });

  it('is unpacked stream after stream', async () => {
    const twice = await unpacked(Buffer.concat([packed, packed]));
    expect(twice).toEqual({ text: LINES + LINES, trouble: '' });
  });

  it('tells what follows the last stream, with its place', async () => {
    const { text, trouble } = await unpacked(
      Buffer.concat([packed, Buffer.from('something else')]),
    );
    expect(text).toBe(LINES);
    expect(trouble).toMatch(
      new RegExp(`^bytes that are not \\w+ follow the last stream, from byte ${packed.length} `),
    );
  });

  it('tells of every place where it is cut off', async () => {
    for (let length = 1; length < packed.length; length += 3) {
      const { text, trouble } = await unpacked(packed.subarray(0, length));
      expect([length, trouble === '']).toEqual([length, false]);
      expect(LINES.startsWith(text)).toBe(true);
    }
  });

  it('tells of every bit that is changed, or unpacks to the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length * 8 - 1), async (place) => {
        const bytes = Buffer.from(packed);
        bytes[place >> 3] = (bytes[place >> 3] ?? 0) ^ (1 << (place & 7));
        const { text, trouble } = await unpacked(bytes);
        if (trouble === '') expect(text).toBe(LINES);
      }),
      { numRuns: 150 },
    );
  });
});

describe('limits of unpacking', () => {
  it('give what xz holds up to where it is cut off, within a chunk too', async () => {
    const most = await unpacked(LINES_XZ.subarray(0, LINES_XZ.length - 60));
    expect(most.text.length).toBeGreaterThan(LINES.length / 2);
    expect(LINES.startsWith(most.text)).toBe(true);
    expect(most.trouble).toContain('cut off');
  });

  it('keep bzip2 in little memory, whatever comes out of it', async () => {
    const result = { trouble: '' };
    let length = 0;
    let longest = 0;
    for await (const part of unbzip2(inPieces(BLANKS_BZIP2, 64), result)) {
      length += part.length;
      longest = Math.max(longest, part.length);
    }
    expect({ length, trouble: result.trouble }).toEqual({ length: 50_000_000, trouble: '' });
    expect(longest).toBeLessThanOrEqual(256 * 1024);
  });

  it('refuse xz that takes more memory than is allowed', async () => {
    const { text, trouble } = await unpacked(LINES_XZ, { maxDictionaryBytes: 32 * MIB });
    expect(text).toBe('');
    expect(trouble).toMatch(/dictionary of 67108864 bytes, more than the limit of 33554432/);
  });

  it('name a filter that is not read', async () => {
    expect((await unpacked(LINES_XZ_X86)).trouble).toMatch(/a filter that is not read \(x86\)/);
  });

  it('may be met by zeros behind a stream, by fours', async () => {
    const padded = Buffer.concat([LINES_XZ, Buffer.alloc(8), LINES_XZ]);
    expect((await unpacked(padded)).text).toBe(LINES + LINES);
    const odd = await unpacked(Buffer.concat([LINES_XZ, Buffer.alloc(3)]));
    expect(odd.trouble).toMatch(/follow the last stream/);
  });
});
