import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRANCH_KINDS, createBranchFilter } from '../../../electron/intake/branch-filters.ts';
import { isBzip2, unbzip2 } from '../../../electron/intake/unbzip2.ts';
import { isXz, unxz } from '../../../electron/intake/unxz.ts';
import { codeLike, PACKED_CODE } from '../../fixtures/packed-code.ts';
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

async function unpackedBytes(
  bytes: Uint8Array,
  { size = 100, maxDictionaryBytes = 128 * MIB } = {},
): Promise<{ readonly bytes: Buffer; readonly trouble: string }> {
  const result = { trouble: '' };
  const pieces = inPieces(bytes, size);
  const parts: Buffer[] = [];
  const bzip2 = bytes[0] === 0x42;
  const out = bzip2 ? unbzip2(pieces, result) : unxz(pieces, result, maxDictionaryBytes);
  // A piece is valid only until the next one is asked for.
  for await (const part of out) parts.push(Buffer.from(part));
  return { bytes: Buffer.concat(parts), trouble: result.trouble };
}

async function unpacked(
  packed: Uint8Array,
  options: { readonly size?: number; readonly maxDictionaryBytes?: number } = {},
): Promise<{ readonly text: string; readonly trouble: string }> {
  const { bytes, trouble } = await unpackedBytes(packed, options);
  return { text: bytes.toString(), trouble };
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

describe.each(PACKED_CODE)('xz through the filter for %s', (_, base64) => {
  const packed = Buffer.from(base64, 'base64');
  const code = Buffer.from(codeLike());

  it.each([1, 100_000])('is unpacked from pieces of %i bytes', async (size) => {
    const { bytes, trouble } = await unpackedBytes(packed, { size });
    expect(trouble).toBe('');
    expect(bytes.equals(code)).toBe(true);
  });

  it('tells of every place where it is cut off', async () => {
    for (let length = 1; length < packed.length; length += 11) {
      const { bytes, trouble } = await unpackedBytes(packed.subarray(0, length));
      expect([length, trouble === '']).toEqual([length, false]);
      expect(code.subarray(0, bytes.length).equals(bytes)).toBe(true);
    }
  });
});

it('xz of text through the filter for x86 is unpacked', async () => {
  expect(await unpacked(LINES_XZ_X86)).toEqual({ text: LINES, trouble: '' });
});

describe('the filter for RISC-V', () => {
  /** xz of the machine at hand has none: the codes follow from the instruction set. */
  const undone = (codes: readonly number[], start: number, size: number): number[] => {
    const kind = BRANCH_KINDS.get(11);
    if (!kind) throw new Error('RISC-V is missing.');
    const filter = createBranchFilter(kind, start);
    const bytes = Buffer.alloc(codes.length * 4);
    for (const [index, code] of codes.entries()) bytes.writeUInt32LE(code >>> 0, index * 4);
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      out.push(Buffer.from(filter.push(bytes.subarray(at, at + size))));
    }
    const all = Buffer.concat([...out, filter.finish()]);
    return codes.map((_code, index) => all.readUInt32LE(index * 4));
  };
  const swapped = (value: number): number =>
    Buffer.from(new Uint8Array(Uint32Array.of(value).buffer).toReversed()).readUInt32LE(0);
  const NOP = 0x0000_0013;

  it.each([1, 3, 100])('gives jal its distance back, in pieces of %i bytes', (size) => {
    // Bits 16 to 1 of the place 0x12344 in the last two bytes, 20 to 17 in front of the register.
    const turned = 0xef | (((0x12344 >>> 17) & 0xf) << 12) | (((0x12344 >>> 9) & 0xff) << 16);
    const stored = (turned | (((0x12344 >>> 1) & 0xff) << 24)) >>> 0;
    const distance = 0x12344 - 0x104;
    const jal =
      0xef |
      (((distance >>> 12) & 0xff) << 12) |
      (((distance >>> 11) & 1) << 20) |
      (((distance >>> 1) & 0x3ff) << 21);
    expect(undone([NOP, stored, NOP, NOP], 0x100, size)).toEqual([NOP, jal >>> 0, NOP, NOP]);
  });

  it.each([1, 3, 100])('gives auipc and jalr theirs, in pieces of %i bytes', (size) => {
    const place = 0x0012_3ff0;
    const distance = place - 0x104;
    const jalr = 0x67 | (1 << 7) | (1 << 15);
    const first = (0x17 | (2 << 7) | (jalr << 12)) >>> 0;
    const auipc = (0x17 | (1 << 7) | ((distance + 0x800) & 0xffff_f000)) >>> 0;
    expect(undone([NOP, first, swapped(place), NOP, NOP], 0x100, size)).toEqual([
      NOP,
      auipc,
      (jalr | (distance << 20)) >>> 0,
      NOP,
      NOP,
    ]);
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
    const filters = [0x0c, 0x00, 0x21, 0x01, 0x16];
    const header = Buffer.from([0x02, 0x01, ...filters, 0]);
    const packed = Buffer.concat([LINES_XZ.subarray(0, 12), header, Buffer.alloc(4)]);
    packed.writeUInt32LE(crc32(header), 20);
    expect((await unpacked(packed)).trouble).toMatch(/a filter that is not read \(number 12\)/);
  });

  it('may be met by zeros behind a stream, by fours', async () => {
    const padded = Buffer.concat([LINES_XZ, Buffer.alloc(8), LINES_XZ]);
    expect((await unpacked(padded)).text).toBe(LINES + LINES);
    const odd = await unpacked(Buffer.concat([LINES_XZ, Buffer.alloc(3)]));
    expect(odd.trouble).toMatch(/follow the last stream/);
  });
});
