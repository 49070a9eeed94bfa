// A line of an access log in which not every quote that a client sent is escaped, cut into the same
// tokens all the same: the status and the numbers behind a request tell where it ends, and the agent
// ends at the last quote of the line. Looks at every character a few times at most, whatever a client
// has sent.

import { quotedTokens, unescaped, type Token } from '../normalise/quoted-tokens.ts';

/** True where more quotes than those around texts are not escaped: some text may be cut in two. */
export function cutByQuotes(line: string, tokens: readonly Token[]): boolean {
  let left = 0;
  for (const { kind } of tokens) if (kind === 'quoted') left += 2;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) {
    if (!isEscaped(line, at)) left -= 1;
  }
  return left !== 0;
}

function isEscaped(line: string, at: number): boolean {
  let backslashes = 0;
  while (line[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/**
 * @param behind with the flag `g`: the quote that ends a request, a space, and as its one group what
 * stands between the request and the referrer
 */
export function looseTokens(line: string, behind: RegExp): readonly Token[] | undefined {
  const open = line.indexOf(` ${QUOTE}`);
  if (open < 0) return undefined;
  const begin = open + 2;
  behind.lastIndex = begin;
  const match = behind.exec(line);
  if (!match) return undefined;
  const words = (text: string): readonly Token[] => {
    const tokens = quotedTokens(text);
    return typeof tokens === 'string' ? [] : tokens;
  };
  const request = [...words(line.slice(0, open)), quoted(line.slice(begin, match.index))];
  const front = [...request, ...words(match[1] ?? '')];
  const from = match.index + match[0].length;
  if (!line.includes(QUOTE, from)) return [...front, ...words(line.slice(from))];
  const end = line.lastIndexOf(QUOTE);
  const names = namesIn(line, from, end);
  return names && [...front, ...names.map(quoted), ...words(line.slice(end + 1))];
}

const QUOTE = '"';
const BOTH = '" "';
const NO_REFERRER = ' - "';

/** The referrer and the agent, in quotes both, or a dash for the referrer. */
function namesIn(line: string, from: number, end: number): readonly string[] | undefined {
  if (line.startsWith(NO_REFERRER, from)) return ['-', line.slice(from + NO_REFERRER.length, end)];
  if (!line.startsWith(` ${QUOTE}`, from)) return undefined;
  const between = line.indexOf(BOTH, from + 2);
  if (between < 0 || between + BOTH.length > end) return undefined;
  return [line.slice(from + 2, between), line.slice(between + BOTH.length, end)];
}

function quoted(text: string): Token {
  return { text: unescaped(text), kind: 'quoted' };
}
