// Where the members of a JSON object lie in its text, without building a tree.
// Owns: finding the ends of values; refuses text that is not an object. The inside of a nested value
// is only balanced here; whoever needs it parses it.

export class JsonSyntaxError extends Error {}

const SCALAR =
  /(?:true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?=[\s,}\]]|$)/y;

/** Calls back for each member in order, with its name and the bounds of its value. */
export function scanObject(
  text: string,
  member: (name: string, start: number, end: number) => void,
): void {
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== 0x7b) throw new JsonSyntaxError('it does not begin with "{"');
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === 0x7d) return finish(text, at + 1);
  for (;;) {
    const nameEnd = stringEnd(text, at);
    const name = decodeString(text, at, nameEnd);
    at = skipSpace(text, nameEnd);
    if (text.charCodeAt(at) !== 0x3a)
      throw new JsonSyntaxError(`":" was expected at character ${at}`);
    const start = skipSpace(text, at + 1);
    const end = valueEnd(text, start);
    member(name, start, end);
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === 0x7d) return finish(text, at + 1);
    if (text.charCodeAt(at) !== 0x2c)
      throw new JsonSyntaxError(`"," or "}" was expected at character ${at}`);
    at = skipSpace(text, at + 1);
  }
}

function finish(text: string, at: number): void {
  if (skipSpace(text, at) < text.length) {
    throw new JsonSyntaxError(`there is text after the object at character ${at}`);
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** The text of the string between these bounds, quotes included in them. */
export function decodeString(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    throw new JsonSyntaxError(`the string at character ${start} has an escape that JSON lacks`);
  }
}

function stringEnd(text: string, start: number): number {
  if (text.charCodeAt(start) !== 0x22) {
    throw new JsonSyntaxError(`a string was expected at character ${start}`);
  }
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at += 1;
    else if (code < 0x20) {
      throw new JsonSyntaxError(`a bare control character stands at character ${at}`);
    }
  }
  throw new JsonSyntaxError(`the string at character ${start} has no end`);
}

function valueEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === 0x22) return stringEnd(text, start);
  if (code === 0x7b || code === 0x5b) return nestedEnd(text, start);
  SCALAR.lastIndex = start;
  if (!SCALAR.test(text)) throw new JsonSyntaxError(`a value was expected at character ${start}`);
  return SCALAR.lastIndex;
}

/** Counts brackets outside strings; no recursion, so depth is no danger here. */
function nestedEnd(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = stringEnd(text, at);
      continue;
    }
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  throw new JsonSyntaxError(`the value at character ${start} has no end`);
}
