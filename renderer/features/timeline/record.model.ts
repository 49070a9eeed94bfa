// A record for reading: its fields as a flat tree, and its raw text laid out where that changes
// nothing but white space.

export interface FieldLine {
  /** Dotted path, as the query language takes it; array positions are left out of it. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  /** Absent for an object or an array with members. */
  readonly value?: string;
  readonly kind: 'text' | 'number' | 'flag' | 'null' | 'group';
  readonly members: number;
}

const DEEPEST = 40;

export function fieldLines(fields: Readonly<Record<string, unknown>>): readonly FieldLine[] {
  const lines: FieldLine[] = [];
  const walk = (value: unknown, name: string, path: string, depth: number): void => {
    if (typeof value === 'object' && value !== null && depth < DEEPEST) {
      const isList = Array.isArray(value);
      const members: readonly (readonly [string, unknown])[] = isList
        ? value.map((each: unknown, index) => [`[${index}]`, each] as const)
        : Object.entries(value);
      lines.push({ path, name, depth, kind: 'group', members: members.length });
      for (const [key, member] of members) {
        walk(member, key, isList ? path : path === '' ? key : `${path}.${key}`, depth + 1);
      }
      return;
    }
    lines.push({ path, name, depth, kind: kindOf(value), value: textOf(value), members: 0 });
  };
  for (const [name, value] of Object.entries(fields)) walk(value, name, name, 0);
  return lines;
}

function kindOf(value: unknown): FieldLine['kind'] {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'flag' : 'text';
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * JSON with line breaks, made by moving through the text: numbers keep their digits and keys their
 * order, which parsing and writing again would not promise. `undefined` where it is not JSON.
 */
export function prettyJson(raw: string): string | undefined {
  const text = raw.trim();
  if (!/^[[{]/.test(text) || !isJson(text)) return undefined;
  let out = '';
  let depth = 0;
  let inString = false;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (inString) {
      out += character;
      if (character === '\\') {
        at += 1;
        out += text.charAt(at);
      } else if (character === '"') inString = false;
      continue;
    }
    switch (character) {
      case '"':
        inString = true;
        out += character;
        break;
      case '{':
      case '[': {
        const close = character === '{' ? '}' : ']';
        const next = /^\s*(.)/s.exec(text.slice(at + 1, at + 200))?.[1];
        if (next === close) {
          out += character + close;
          at = text.indexOf(close, at + 1);
        } else {
          depth += 1;
          out += character + line();
        }
        break;
      }
      case '}':
      case ']':
        depth -= 1;
        out += line() + character;
        break;
      case ',':
        out += character + line();
        break;
      case ':':
        out += ': ';
        break;
      default:
        if (!/\s/.test(character)) out += character;
    }
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The record is text of another form, which is an answer and no failure.
    return false;
  }
}
