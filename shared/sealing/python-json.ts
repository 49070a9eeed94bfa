// The canonical text of JSON as Python's `json.dumps(json.loads(text), sort_keys=True)` writes it.
// Owns: what `json.loads` accepts (NaN, Infinity, lone surrogates, integers of any size) and how
// `json.dumps` spells it. Refuses: anything that passes a number through a JavaScript number, and
// equal keys in one object, which `json.dumps` never writes and `json.loads` would take the last of.
// Number text is carried over as it stands, so that an edited `45000.00` does not become the
// `45000.0` that was sealed.

import { err, failure, ok, type Result } from '../base/result.ts';
import { sortedAsSpelled } from './python-json-spelled.ts';

/** Python itself stops near its recursion limit of 1,000. */
export const MAX_JSON_DEPTH = 1_000;

const PLAIN_ASCII = /^[ -~]*$/;
/** Printable ASCII without the quotation mark and the backslash: nothing to escape. */
const NEEDS_NOTHING = /^[ !#-[\]-~]*$/;
const NOT_PRINTABLE = /[^ -~]/g;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const SURROGATE = /[\ud800-\udfff]/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** What `json.dumps` writes for a string: ASCII, all else as `\uXXXX`, with surrogate pairs. */
export function pythonJsonString(text: string): string {
  if (NEEDS_NOTHING.test(text)) return `"${text}"`;
  if (PLAIN_ASCII.test(text)) return JSON.stringify(text);
  // JSON.stringify has the same short escapes; what it leaves bare beyond ASCII is escaped here.
  return JSON.stringify(text).replace(
    NOT_PRINTABLE,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Python's `repr` of a float: shortest digits that read back equal, `.0` kept, `e` below 1e-4 and from 1e16. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** Order of two keys by code point, as Python sorts strings; JavaScript compares UTF-16 units. */
export function byCodePoint(left: string, right: string): number {
  if (!SURROGATE.test(left) && !SURROGATE.test(right)) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  let at = 0;
  while (at < left.length && at < right.length) {
    const a = left.codePointAt(at) ?? 0;
    const b = right.codePointAt(at) ?? 0;
    if (a !== b) return a - b;
    at += a > 0xffff ? 2 : 1;
  }
  return left.length - right.length;
}

/** Thrown inside this file only; `canonicalPythonJson` turns it into a failure. */
class Unreadable extends Error {
  readonly at: number;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): string {
    const value = this.value();
    this.space();
    if (this.at < this.text.length)
      throw new Unreadable(this.at, 'text after the end of the value');
    return value;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private value(): string {
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case QUOTE:
        return this.stringText();
      case OPEN_BRACE:
        return this.object();
      case OPEN_BRACKET:
        return this.array();
      default:
        return this.startsWithDigit() ? this.number() : (this.word() ?? this.number());
    }
  }

  private startsWithDigit(): boolean {
    const code = this.text.charCodeAt(this.at);
    return code >= 0x30 && code <= 0x39;
  }

  private word(): string | undefined {
    for (const word of ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    }
    return undefined;
  }

  private number(): string {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) throw new Unreadable(this.at, 'a value was expected');
    this.at += match[0].length;
    return match[0];
  }

  private enter(): void {
    this.at += 1;
    this.depth += 1;
    if (this.depth > MAX_JSON_DEPTH) {
      throw new Unreadable(this.at, `nested deeper than ${MAX_JSON_DEPTH} levels`);
    }
  }

  private array(): string {
    this.enter();
    this.space();
    if (this.text.charCodeAt(this.at) === CLOSE_BRACKET) {
      this.at += 1;
      this.depth -= 1;
      return '[]';
    }
    let out = '[';
    for (;;) {
      out += this.value();
      this.space();
      const code = this.text.charCodeAt(this.at);
      this.at += 1;
      if (code === CLOSE_BRACKET) break;
      if (code !== COMMA) throw new Unreadable(this.at - 1, '"," or "]" was expected');
      out += ', ';
    }
    this.depth -= 1;
    return `${out}]`;
  }

  private object(): string {
    this.enter();
    this.space();
    if (this.text.charCodeAt(this.at) === CLOSE_BRACE) {
      this.at += 1;
      this.depth -= 1;
      return '{}';
    }
    const keys: string[] = [];
    const members: string[] = [];
    let sorted = true;
    for (;;) {
      this.space();
      if (this.text.charCodeAt(this.at) !== QUOTE) {
        throw new Unreadable(this.at, 'a key in double quotes was expected');
      }
      const keyText = this.stringText();
      // Escaped and unescaped spellings were unified by stringText, so this is exact.
      const key = keyText.includes('\\') ? (JSON.parse(keyText) as string) : keyText.slice(1, -1);
      this.space();
      if (this.text.charCodeAt(this.at) !== COLON)
        throw new Unreadable(this.at, '":" was expected');
      this.at += 1;
      const member = `${keyText}: ${this.value()}`;
      const before = keys[keys.length - 1];
      if (sorted && before !== undefined && byCodePoint(before, key) >= 0) sorted = false;
      keys.push(key);
      members.push(member);
      this.space();
      const code = this.text.charCodeAt(this.at);
      this.at += 1;
      if (code === CLOSE_BRACE) break;
      if (code !== COMMA) throw new Unreadable(this.at - 1, '"," or "}" was expected');
    }
    this.depth -= 1;
    if (sorted) return `{${members.join(', ')}}`;
    const inOrder = sortedMembers(keys, members);
    if (!inOrder) throw new Unreadable(this.at - 1, 'an object names one key twice');
    return `{${inOrder.join(', ')}}`;
  }

  /** Reads a string and gives back its canonical spelling, quotes included. */
  private stringText(): string {
    const start = this.at;
    let at = start + 1;
    let plain = true;
    let escaped = false;
    for (;;) {
      const code = this.text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        escaped = true;
        at += 2;
        continue;
      }
      // NaN beyond the end fails this comparison as well.
      if (!(code >= 0x20)) {
        throw new Unreadable(
          at,
          at >= this.text.length
            ? 'the text ends inside a string'
            : 'a bare control character in a string',
        );
      }
      if (code > 0x7e) plain = false;
      at += 1;
    }
    this.at = at + 1;
    const quoted = this.text.slice(start, this.at);
    if (plain && !escaped) return quoted;
    if (!escaped) return pythonJsonString(quoted.slice(1, -1));
    let decoded: unknown;
    try {
      decoded = JSON.parse(quoted);
    } catch {
      throw new Unreadable(start, 'an escape that JSON does not have');
    }
    return pythonJsonString(String(decoded));
  }
}

/** Above this many keys a map finds equal ones; below, looking at each is faster. */
const FEW_KEYS = 24;

/** `undefined` where two keys are equal. */
function sortedMembers(keys: readonly string[], members: readonly string[]): string[] | undefined {
  if (keys.length > FEW_KEYS) {
    const byKey = new Map<string, string>();
    for (const [index, key] of keys.entries()) byKey.set(key, members[index] ?? '');
    if (byKey.size < keys.length) return undefined;
    return [...byKey.entries()].sort(([a], [b]) => byCodePoint(a, b)).map(([, member]) => member);
  }
  const sortedKeys: string[] = [];
  const sorted: string[] = [];
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    const member = members[index] ?? '';
    let at = sortedKeys.length;
    let order = 1;
    while (at > 0 && (order = byCodePoint(sortedKeys[at - 1] ?? '', key)) > 0) at -= 1;
    if (at > 0 && order === 0) return undefined;
    sortedKeys.splice(at, 0, key);
    sorted.splice(at, 0, member);
  }
  return sorted;
}

/** The sorted, ASCII text that Python hashes. The failure says where the text stops being JSON. */
export function canonicalPythonJson(text: string): Result<string> {
  const spelled = sortedAsSpelled(text);
  if (spelled !== undefined) return ok(spelled);
  return readPythonJson(text);
}

/** The same by the full reader alone. */
export function readPythonJson(text: string): Result<string> {
  try {
    return ok(new Reader(text).document());
  } catch (thrown) {
    if (!(thrown instanceof Unreadable)) throw thrown;
    return err(
      failure('json.unreadable', `Not JSON at character ${thrown.at}: ${thrown.message}.`),
    );
  }
}
