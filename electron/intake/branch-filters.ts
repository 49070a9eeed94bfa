// What xz does to machine code before it packs it, undone: calls and jumps were given the place they
// lead to instead of the distance, so that calls of one function look alike. Each filter keeps back
// the few bytes at the end of what it was given that may be part of an instruction.
// Source: "The .xz File Format", version 1.2, section 5.3.2, and the instruction sets.

export interface Filter {
  /** The bytes are valid until the next call; some may be kept back. */
  push(bytes: Uint8Array): Uint8Array;
  /** What was kept back, at the end of the data. */
  finish(): Uint8Array;
}

interface BranchKind {
  readonly name: string;
  /** Start offsets must be multiples of it. */
  readonly alignment: number;
  /** Undoes whole instructions from the start of `bytes`; returns how many bytes are done with. */
  create(): (bytes: Uint8Array, position: number) => number;
}

export const BRANCH_KINDS: ReadonlyMap<number, BranchKind> = new Map([
  [4, { name: 'x86', alignment: 1, create: createX86 }],
  [5, { name: 'PowerPC', alignment: 4, create: () => everyFour(powerPc) }],
  [6, { name: 'Itanium', alignment: 16, create: () => itanium }],
  [7, { name: 'ARM', alignment: 4, create: () => everyFour(arm) }],
  [8, { name: 'ARM Thumb', alignment: 2, create: () => armThumb }],
  [9, { name: 'SPARC', alignment: 4, create: () => everyFour(sparc) }],
  [10, { name: 'ARM64', alignment: 4, create: () => everyFour(arm64) }],
  [11, { name: 'RISC-V', alignment: 2, create: () => riscV }],
]);

export function createBranchFilter(kind: BranchKind, startOffset: number): Filter {
  const undo = kind.create();
  let position = startOffset >>> 0;
  let kept = new Uint8Array(0);
  return {
    push(bytes) {
      const all = new Uint8Array(kept.length + bytes.length);
      all.set(kept);
      all.set(bytes, kept.length);
      const done = undo(all, position);
      position = (position + done) >>> 0;
      kept = all.slice(done);
      return all.subarray(0, done);
    },
    finish() {
      const last = kept;
      kept = new Uint8Array(0);
      return last;
    },
  };
}

// ── instructions of four bytes ──────────────────────────────────────────────────────────────

type Four = (view: DataView, at: number, position: number) => void;

function everyFour(undo: Four): (bytes: Uint8Array, position: number) => number {
  return (bytes, position) => {
    const view = viewOf(bytes);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) undo(view, at, (position + at) >>> 0);
    return at;
  };
}

/** `bl` with an absolute bit that is not set. */
function powerPc(view: DataView, at: number, position: number): void {
  const code = view.getUint32(at);
  if ((code & 0xfc00_0003) >>> 0 !== 0x4800_0001) return;
  view.setUint32(at, 0x4800_0001 | ((code - position) & 0x03ff_fffc));
}

/** `bl`, always; its distance counts words, from two instructions on. */
function arm(view: DataView, at: number, position: number): void {
  const code = view.getUint32(at, true);
  if (code >>> 24 !== 0xeb) return;
  const distance = (((code & 0x00ff_ffff) << 2) - (position + 8)) >>> 2;
  view.setUint32(at, (0xeb00_0000 | (distance & 0x00ff_ffff)) >>> 0, true);
}

/** `call`, within four mebibytes of words either way. */
function sparc(view: DataView, at: number, position: number): void {
  const code = view.getUint32(at);
  const top = code >>> 22;
  if (top !== 0x100 && top !== 0x1ff) return;
  const distance = ((code << 2) - position) >>> 2;
  const sign = (distance & (0x0020_0000 << 1)) === 0 ? 0 : 0x3fc0_0000;
  view.setUint32(at, (0x4000_0000 | sign | (distance & 0x003f_ffff)) >>> 0);
}

/** `bl`, and `adrp` within half a gibibyte either way. */
function arm64(view: DataView, at: number, position: number): void {
  const code = view.getUint32(at, true);
  if (code >>> 26 === 0x25) {
    const distance = (code - (position >>> 2)) & 0x03ff_ffff;
    view.setUint32(at, (0x9400_0000 | distance) >>> 0, true);
    return;
  }
  if ((code & 0x9f00_0000) >>> 0 !== 0x9000_0000) return;
  const page = ((code >>> 29) & 3) | ((code >>> 3) & 0x001f_fffc);
  if (((page + 0x0002_0000) & 0x001c_0000) !== 0) return;
  const distance = page - (position >>> 12);
  const sign = (distance & 0x0002_0000) === 0 ? 0 : 0x00e0_0000;
  const rest = ((distance & 3) << 29) | ((distance & 0x0003_fffc) << 3) | sign;
  view.setUint32(at, ((code & 0x9000_001f) | rest) >>> 0, true);
}

// ── others ──────────────────────────────────────────────────────────────────────────────────

/** `bl` as a pair of halves, at any even place. */
function armThumb(bytes: Uint8Array, position: number): number {
  const view = viewOf(bytes);
  let at = 0;
  while (at + 4 <= bytes.length) {
    const high = view.getUint16(at, true);
    const low = view.getUint16(at + 2, true);
    if ((high & 0xf800) !== 0xf000 || (low & 0xf800) !== 0xf800) {
      at += 2;
      continue;
    }
    const place = (((high & 0x7ff) << 11) | (low & 0x7ff)) << 1;
    const distance = (place - (position + at + 4)) >>> 1;
    view.setUint16(at, 0xf000 | ((distance >>> 11) & 0x7ff), true);
    view.setUint16(at + 2, 0xf800 | (distance & 0x7ff), true);
    at += 4;
  }
  return at;
}

/** Which of a bundle's three slots may hold a branch, by its template. */
const BRANCH_SLOTS = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0],
];

/** `br.call` in bundles of sixteen bytes: three instructions of 41 bits behind a template of five. */
function itanium(bytes: Uint8Array, position: number): number {
  let at = 0;
  for (; at + 16 <= bytes.length; at += 16) {
    const slots = BRANCH_SLOTS[(bytes[at] ?? 0) & 0x1f] ?? 0;
    if (slots === 0) continue;
    let bundle = 0n;
    for (let byte = 15; byte >= 0; byte -= 1)
      bundle = (bundle << 8n) | BigInt(bytes[at + byte] ?? 0);
    for (let slot = 0; slot < 3; slot += 1) {
      if (((slots >> slot) & 1) === 0) continue;
      const shift = BigInt(5 + slot * 41);
      const code = (bundle >> shift) & 0x1ff_ffff_ffffn;
      if (code >> 37n !== 5n || ((code >> 9n) & 7n) !== 0n) continue;
      const place = Number(((code >> 13n) & 0xf_ffffn) | (((code >> 36n) & 1n) << 20n));
      const distance = ((place << 4) - (position + at)) >>> 4;
      const fields = (BigInt(distance & 0xf_ffff) << 13n) | (BigInt((distance >>> 20) & 1) << 36n);
      const undone = (code & ~((0xf_ffffn << 13n) | (1n << 36n))) | fields;
      bundle = (bundle & ~(0x1ff_ffff_ffffn << shift)) | (undone << shift);
    }
    for (let byte = 0; byte < 16; byte += 1) {
      bytes[at + byte] = Number((bundle >> BigInt(byte * 8)) & 0xffn);
    }
  }
  return at;
}

/**
 * `jal` with x1 or x5, and `auipc` with the instruction behind it that uses its register. The pair was
 * turned round: registers and opcodes first, then the place, most significant byte first.
 */
function riscV(bytes: Uint8Array, position: number): number {
  const view = viewOf(bytes);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const low = bytes[at] ?? 0;
    if (low === 0xef && ((bytes[at + 1] ?? 0) & 0x0d) === 0) {
      const [one = 0, two = 0, three = 0] = bytes.subarray(at + 1, at + 4);
      const distance = (((one & 0xf0) << 13) | (two << 9) | (three << 1)) - (position + at);
      bytes[at + 1] = (one & 0x0f) | ((distance >>> 8) & 0xf0);
      bytes[at + 2] =
        ((distance >>> 16) & 0x0f) | ((distance >>> 7) & 0x10) | ((distance << 4) & 0xe0);
      bytes[at + 3] = ((distance >>> 4) & 0x7f) | ((distance >>> 13) & 0x80);
      at += 4;
    } else if ((low & 0x7f) === 0x17) at += riscVPair(view, at, position + at);
    else at += 2;
  }
  return at;
}

/** Returns how many bytes are done with. */
function riscVPair(view: DataView, at: number, position: number): number {
  const first = view.getUint32(at, true);
  const second = view.getUint32(at + 4, true);
  if ((first & 0xe80) !== 0) {
    // As it stood in the code, or what looks like a turned pair and was turned for that.
    if (((((first << 8) >>> 0) ^ (second - 3)) & 0xf_8003) !== 0) return 6;
    view.setUint32(at, (0x117 | (second << 12)) >>> 0, true);
    view.setUint32(at + 4, ((first & 0xffff_f000) + (second >>> 20)) >>> 0, true);
    return 8;
  }
  const register = first >>> 27;
  if (((first - 0x3117) << 18) >>> 0 >= (register & 0x1d)) return 4;
  const distance = (view.getUint32(at + 4) - position) >>> 0;
  view.setUint32(at, (0x17 | (register << 7) | ((distance + 0x800) & 0xffff_f000)) >>> 0, true);
  view.setUint32(at + 4, ((first >>> 12) | (distance << 20)) >>> 0, true);
  return 8;
}

/** A place near enough that its highest byte is all zeros or all ones. */
function isNear(byte: number): boolean {
  return byte === 0 || byte === 0xff;
}

/**
 * By which of the bytes before may have been opcodes: how many bytes of the place the nearest of them
 * shares with this one; nothing where it cannot be told, and the bytes were left alone.
 */
const SHARED_BYTES: readonly (number | undefined)[] = [0, 1, 2, undefined, 3];

/**
 * `call` and `jmp` with a distance of 32 bits. A byte that looks like either may lie within the place
 * of another, so the last four bytes are remembered: bit 1 to 3 for opcodes at those places, bit 4
 * where the last of them was followed by a place that is near.
 */
function createX86(): (bytes: Uint8Array, position: number) => number {
  let before = 0;
  /** Bytes since the last opcode, at the start of what is looked at. */
  let since = 5;
  return (bytes, position) => {
    const view = viewOf(bytes);
    let at = 0;
    let last = -since;
    while (at + 5 <= bytes.length) {
      const code = bytes[at] ?? 0;
      if (code !== 0xe8 && code !== 0xe9) {
        at += 1;
        continue;
      }
      const distance = at - last;
      last = at;
      if (distance > 5) before = 0;
      else for (let step = 0; step < distance; step += 1) before = (before & 0x77) << 1;
      const near = isNear(bytes[at + 4] ?? 0);
      const shared = SHARED_BYTES[before >>> 1];
      if (near && shared !== undefined) {
        const stored = view.getUint32(at + 1, true);
        const place = placeBefore(stored, position + at + 5, before === 0 ? undefined : shared);
        view.setUint32(at + 1, signed25(place), true);
        at += 5;
        before = 0;
      } else {
        at += 1;
        before |= near ? 0x11 : 1;
      }
    }
    since = Math.min(5, at - last);
    return at;
  };
}

/** @param shared undefined where no byte before was an opcode */
function placeBefore(stored: number, next: number, shared: number | undefined): number {
  let place = stored;
  for (;;) {
    const distance = (place - next) >>> 0;
    if (shared === undefined || !isNear((distance >>> (24 - shared * 8)) & 0xff)) return distance;
    place = (distance ^ (2 ** (32 - shared * 8) - 1)) >>> 0;
  }
}

/** The highest byte follows from the lowest bit of it. */
function signed25(distance: number): number {
  return ((distance & 0x0100_0000) === 0 ? distance & 0x00ff_ffff : distance | 0xff00_0000) >>> 0;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
