// The text of a JSON record as its strings read: escapes taken back (RFC 8259, section 7), also those
// of JSON within a string, level by level. Takes nothing apart: every string of the record stands
// somewhere in one of these texts, among much that is none.

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
/** A string in a string in a string: no format here reads deeper. */
const MOST_LEVELS = 4;

/** What stands for the letter behind a backslash; any other stands for itself. */
const SHORT = Uint8Array.from({ length: 256 }, (_, letter) => letter);
for (const [letter, meant] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  SHORT[letter?.charCodeAt(0) ?? 0] = meant?.charCodeAt(0) ?? 0;
}

/** UTF-8 of U+FFFD, for half of a pair. */
const REPLACEMENT = 0xfffd;

/** Calls `visit` with the bytes of each level below the text itself; they are gone with the next call. */
export function eachUnescaped(
  bytes: Uint8Array,
  from: number,
  to: number,
  visit: (bytes: Uint8Array, length: number) => void,
): void {
  let source = bytes;
  let start = from;
  let end = to;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const target = rooms(level, end - start);
    const length = unescape(source, start, end, target);
    if (length === end - start) return;
    visit(target, length);
    if (!target.subarray(0, length).includes(BACKSLASH)) return;
    source = target;
    start = 0;
    end = length;
  }
}

/** Two in turn: one level is read while the next is written. */
const room = [new Uint8Array(0), new Uint8Array(0)];

function rooms(level: number, length: number): Uint8Array {
  const known = room[level & 1];
  if (known && known.length >= length) return known;
  const made = new Uint8Array(2 * length);
  room[level & 1] = made;
  return made;
}

/** Writes never more than it reads; says how much. */
function unescape(source: Uint8Array, from: number, to: number, target: Uint8Array): number {
  let out = 0;
  for (let at = from; at < to;) {
    const byte = source[at++] ?? 0;
    if (byte !== BACKSLASH || at >= to) {
      target[out++] = byte;
      continue;
    }
    const letter = source[at++] ?? 0;
    if (letter !== LOWER_U) {
      target[out++] = SHORT[letter] ?? letter;
      continue;
    }
    let point = hexAt(source, at, to);
    if (point < 0) {
      target[out++] = letter;
      continue;
    }
    at += 4;
    if (point >= 0xd800 && point < 0xe000) {
      const low =
        source[at] === BACKSLASH && source[at + 1] === LOWER_U ? hexAt(source, at + 2, to) : -1;
      if (point < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      } else point = REPLACEMENT;
    }
    out = writePoint(target, out, point);
  }
  return out;
}

/** Four digits of a UTF-16 unit; -1 where there are none. */
function hexAt(source: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return -1;
  let unit = 0;
  for (let index = at; index < at + 4; index++) {
    const digit = Number.parseInt(String.fromCharCode(source[index] ?? 0), 16);
    if (Number.isNaN(digit)) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** As UTF-8 (RFC 3629, section 3). */
function writePoint(target: Uint8Array, at: number, point: number): number {
  let out = at;
  const tail = (bits: number): void => {
    target[out++] = 0x80 | ((point >> bits) & 0x3f);
  };
  if (point < 0x80) target[out++] = point;
  else if (point < 0x800) {
    target[out++] = 0xc0 | (point >> 6);
    tail(0);
  } else if (point < 0x1_0000) {
    target[out++] = 0xe0 | (point >> 12);
    tail(6);
    tail(0);
  } else {
    target[out++] = 0xf0 | (point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
  return out;
}
