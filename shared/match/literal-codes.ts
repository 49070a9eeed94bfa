// The characters of a text as literals are compared by: folded, a byte each, with one byte for every
// character beyond ASCII. So two texts may be taken for the same that are not; never the other way round.

/** Stands for every character beyond ASCII. */
const WIDE = 128;

/** The only characters beyond ASCII that fold to ASCII: the long s and the Kelvin sign. */
const LONG_S = 0x17f;
const KELVIN_SIGN = 0x212a;

const LOWER = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 0x41 && code <= 0x5a ? code + 0x20 : code,
);

/** Longer texts have a buffer of their own, so that nothing large is held. */
const KEPT_BUFFER = 65_536;
const NO_BUFFER = new Uint8Array(0);
let kept: Uint8Array = new Uint8Array(4_096);

export function codeAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (LOWER[code] ?? 0) : wideCode(code);
}

export function readCodes(text: string, into: Uint8Array, from: number): void {
  const { length } = text;
  for (let i = 0; i < length; i++) into[from + i] = codeAt(text, i);
}

function wideCode(code: number): number {
  if (code === LONG_S) return 0x73;
  return code === KELVIN_SIGN ? 0x6b : WIDE;
}

/** Out of reach of others until it is given back. */
export function takeBuffer(length: number): Uint8Array {
  const buffer = kept;
  if (length > buffer.length) return new Uint8Array(length);
  kept = NO_BUFFER;
  return buffer;
}

/** The longest that is not too long to be held. */
export function giveBack(buffer: Uint8Array): void {
  if (buffer.length > kept.length && buffer.length <= KEPT_BUFFER) kept = buffer;
}
