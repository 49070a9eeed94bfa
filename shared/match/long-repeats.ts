// RE2 counts to a thousand: `x{1500,}` is the same as `x{1000}x{500,}`, and is written so here. Knows no
// more of an expression than where its parts begin; what it does not understand stays as it is.

/** RE2's own bound. */
const MOST_AT_ONCE = 1_000;
/** Beyond this an expression is taken for a mistake, and refused as RE2 refuses it. */
const MOST_REPEATS = 5_000;

const COUNT = /^\{(\d+)(?:(,)(\d*))?\}/;

export function withoutLongRepeats(pattern: string): string {
  let out = '';
  /** Where the last part begins, which a count behind it repeats; and those of the open groups. */
  let part = 0;
  const groups: number[] = [];
  for (let i = 0; i < pattern.length;) {
    const char = pattern.charAt(i);
    const count = char === '{' ? COUNT.exec(pattern.slice(i, i + 16)) : null;
    if (count) {
      const [text, least = '', open, most = ''] = count;
      const repeated = repeat(out.slice(part), least, open === undefined ? least : most);
      out = repeated === undefined ? out + text : out.slice(0, part) + repeated;
      i += text.length;
      continue;
    }
    const length =
      char === '\\' ? escapeLength(pattern, i) : char === '[' ? classLength(pattern, i) : 1;
    if (char === '(') groups.push(out.length);
    else if (char === ')') part = groups.pop() ?? out.length;
    else if (!'*+?'.includes(char)) part = out.length;
    out += pattern.slice(i, i + length);
    i += length;
  }
  return out;
}

/** @param most empty where there is no bound; `undefined` where nothing has to be changed */
function repeat(part: string, least: string, most: string): string | undefined {
  const [from, to] = [Number(least), most === '' ? undefined : Number(most)];
  if (Math.max(from, to ?? 0) <= MOST_AT_ONCE) return undefined;
  if (part === '' || Math.max(from, to ?? 0) > MOST_REPEATS || (to ?? from) < from)
    return undefined;
  let text = '';
  let left = from;
  for (; left > MOST_AT_ONCE; left -= MOST_AT_ONCE) text += `${part}{${String(MOST_AT_ONCE)}}`;
  if (to === undefined) return `(?:${text}${part}{${String(left)},})`;
  text += `${part}{${String(left)}}`;
  for (let more = to - from; more > 0; more -= MOST_AT_ONCE) {
    text += `${part}{0,${String(Math.min(more, MOST_AT_ONCE))}}`;
  }
  return `(?:${text})`;
}

/** Of `\d`, of `\x{41}` and `\pL`. */
function escapeLength(pattern: string, at: number): number {
  const rest = pattern.slice(at);
  return /^\\(?:[xpP]\{[^}]*\}|[pP][^{]|x..|[^])?/.exec(rest)?.[0].length ?? 1;
}

function classLength(pattern: string, at: number): number {
  const rest = pattern.slice(at);
  return /^\[\^?\]?(?:\\[^]|\[:\^?\w+:\]|[^\]\\])*\]/.exec(rest)?.[0].length ?? 1;
}
