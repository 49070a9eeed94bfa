// JSON that is spelled as Python's `json.dumps` spells it already, but for the order of its members:
// what nearly every entry of a log holds. One pass over the text, which is then cut and put together
// in order. Refuses, and leaves to the full reader, whatever is spelled in another way: other spaces,
// escapes, anything beyond printable ASCII, equal keys, inner objects out of order.

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LAST_PRINTABLE = 0x7e;

/** Deeper or wider is rare, and nothing is gained there. */
const MAX_DEPTH = 16;
const MAX_MEMBERS = 64;

const NOT_SO = -1;

/** The object with its members in order, or `undefined` where the full reader must look at it. */
export function sortedAsSpelled(text: string): string | undefined {
  if (text === '{}') return text;
  const members = membersInOrder(text);
  if (!members) return undefined;
  const { starts, order } = members;
  if (!order) return text;
  let out = '';
  for (const member of order) {
    out += `${out === '' ? '{' : ', '}${text.slice(starts[member], (starts[member + 1] ?? 0) - 2)}`;
  }
  return `${out}}`;
}

export interface MembersInOrder {
  /** Where each member of the text begins, and behind the last one where the next would begin. */
  readonly starts: readonly number[];
  /** Their numbers in the order of their keys; absent where they stand in it. */
  readonly order: readonly number[] | undefined;
}

/** Of an object that has any; `undefined` where the full reader must look at it. */
export function membersInOrder(text: string): MembersInOrder | undefined {
  if (text.charCodeAt(0) !== OPEN_BRACE) return undefined;
  const starts: number[] = [1];
  let inOrder = true;
  let at = 1;
  for (;;) {
    at = memberEnd(text, at, 1);
    if (at === NOT_SO) return undefined;
    const start = at + 2;
    const code = text.charCodeAt(at);
    const count = starts.length;
    if (inOrder && count > 1) {
      inOrder = keyOrder(text, starts[count - 2] ?? 0, starts[count - 1] ?? 0) < 0;
    }
    starts.push(start);
    if (code === CLOSE_BRACE) break;
    if (code !== COMMA || text.charCodeAt(at + 1) !== SPACE || count >= MAX_MEMBERS) {
      return undefined;
    }
    at = start;
  }
  if (at + 1 !== text.length) return undefined;
  if (inOrder) return { starts, order: undefined };
  const order = orderOf(text, starts);
  return order && { starts, order };
}

/** `undefined` where two keys are equal. */
function orderOf(text: string, starts: readonly number[]): readonly number[] | undefined {
  const order: number[] = [];
  for (let member = 0; member < starts.length - 1; member += 1) {
    let place = member;
    for (; place > 0; place -= 1) {
      const before = order[place - 1] ?? 0;
      const sign = keyOrder(text, starts[before] ?? 0, starts[member] ?? 0);
      if (sign === 0) return undefined;
      if (sign < 0) break;
      order[place] = before;
    }
    order[place] = member;
  }
  return order;
}

/** Compares two keys where they stand; both are printable ASCII up to their closing quote. */
function keyOrder(text: string, left: number, right: number): number {
  for (let offset = 1; ; offset += 1) {
    const a = text.charCodeAt(left + offset);
    const b = text.charCodeAt(right + offset);
    if (a === QUOTE) return b === QUOTE ? 0 : -1;
    if (b === QUOTE) return 1;
    if (a !== b) return a - b;
  }
}

function memberEnd(text: string, start: number, depth: number): number {
  if (text.charCodeAt(start) !== QUOTE) return NOT_SO;
  const end = stringEnd(text, start + 1);
  if (end === NOT_SO || text.charCodeAt(end) !== COLON || text.charCodeAt(end + 1) !== SPACE) {
    return NOT_SO;
  }
  return valueEnd(text, end + 2, depth);
}

/** @param from behind the opening quote */
function stringEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === QUOTE) return at;
    // NaN beyond the end fails the first comparison.
    if (!(code >= SPACE) || code > LAST_PRINTABLE || code === BACKSLASH) return NOT_SO;
  }
}

function valueEnd(text: string, at: number, depth: number): number {
  const code = text.charCodeAt(at);
  if (code === QUOTE) return stringEnd(text, at + 1);
  if (code === MINUS || (code >= ZERO && code <= NINE)) return numberEnd(text, at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    if (depth >= MAX_DEPTH) return NOT_SO;
    return code === OPEN_BRACE ? objectEnd(text, at, depth + 1) : arrayEnd(text, at, depth + 1);
  }
  if (text.startsWith('true', at) || text.startsWith('null', at)) return at + 4;
  return text.startsWith('false', at) ? at + 5 : NOT_SO;
}

function objectEnd(text: string, open: number, depth: number): number {
  if (text.charCodeAt(open + 1) === CLOSE_BRACE) return open + 2;
  let before = 0;
  let start = open + 1;
  for (;;) {
    const end = memberEnd(text, start, depth);
    if (end === NOT_SO) return NOT_SO;
    if (before !== 0 && keyOrder(text, before, start) >= 0) return NOT_SO;
    const code = text.charCodeAt(end);
    if (code === CLOSE_BRACE) return end + 1;
    if (code !== COMMA || text.charCodeAt(end + 1) !== SPACE) return NOT_SO;
    before = start;
    start = end + 2;
  }
}

function arrayEnd(text: string, open: number, depth: number): number {
  if (text.charCodeAt(open + 1) === CLOSE_BRACKET) return open + 2;
  let at = open + 1;
  for (;;) {
    at = valueEnd(text, at, depth);
    if (at === NOT_SO) return NOT_SO;
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACKET) return at + 1;
    if (code !== COMMA || text.charCodeAt(at + 1) !== SPACE) return NOT_SO;
    at += 2;
  }
}

/** RFC 8259, section 6; NaN and infinities are left to the full reader. */
function numberEnd(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const first = at;
  at = digitsEnd(text, at);
  if (at === first || (at > first + 1 && text.charCodeAt(first) === ZERO)) return NOT_SO;
  if (text.charCodeAt(at) === DOT) {
    const fraction = at + 1;
    at = digitsEnd(text, fraction);
    if (at === fraction) return NOT_SO;
  }
  const code = text.charCodeAt(at);
  // Exponents are rare; the full reader carries them over as they stand too.
  return code === 0x65 || code === 0x45 ? NOT_SO : at;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= NINE)) return at;
    at += 1;
  }
}
