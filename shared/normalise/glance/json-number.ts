// Numbers as JSON spells them (RFC 8259, section 6).

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const SMALL_E = 0x65;
const LARGE_E = 0x45;

/** The index behind the number that begins at `from`, or -1 where none does. */
export function endOfNumber(text: Uint8Array, from: number): number {
  let at = from;
  if (text[at] === MINUS) at += 1;
  if (text[at] === ZERO) at += 1;
  else {
    const begin = at;
    at = endOfDigits(text, at);
    if (at === begin) return -1;
  }
  if (text[at] === POINT) {
    const begin = at + 1;
    at = endOfDigits(text, begin);
    if (at === begin) return -1;
  }
  if (text[at] === SMALL_E || text[at] === LARGE_E) {
    at += 1;
    if (text[at] === PLUS || text[at] === MINUS) at += 1;
    const begin = at;
    at = endOfDigits(text, begin);
    if (at === begin) return -1;
  }
  return at;
}

/** True for the first byte of a number. */
export function beginsNumber(byte: number): boolean {
  return byte === MINUS || (byte >= ZERO && byte <= NINE);
}

function endOfDigits(text: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = text[at] ?? 0;
    if (byte < ZERO || byte > NINE) return at;
    at += 1;
  }
}
